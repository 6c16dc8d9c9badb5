nc = 4
na = 3

# [from, number, module, args]
backbone = [
    [-1, 1, "Conv", [16, 3, 2]],      # P1/2
    [-1, 1, "Conv", [32, 3, 2]],      # P2/4
    [-1, 1, "C3", [32]],
    [-1, 1, "CoordAtt", [32]],
    [-1, 1, "Conv", [64, 3, 2]],      # P3/8
    [-1, 2, "C3", [64]],
    [-1, 1, "CoordAtt", [64]],
    [-1, 1, "Conv", [96, 3, 2]],      # P4/16
    [-1, 2, "C3", [96]],
    [-1, 1, "CoordAtt", [96]],
    [-1, 1, "Conv", [128, 3, 2]],     # P5/32
    [-1, 1, "C3", [128]],
    [-1, 1, "CoordAtt", [128]],
    [-1, 1, "SPPF", [128, 5]],
]

head = [
    [-1, 1, "Conv", [96, 1, 1]],
    [-1, 1, "Upsample", [None, 2, "nearest"]],
    [[-1, 6], 1, "Concat", [1]],      # cat backbone P4
    [-1, 1, "C3", [96]],

    [-1, 1, "Conv", [64, 1, 1]],
    [-1, 1, "Upsample", [None, 2, "nearest"]],
    [[-1, 4], 1, "Concat", [1]],      # cat backbone P3
    [-1, 1, "C3", [64]],              # P3/8-small

    [-1, 1, "Conv", [64, 3, 2]],
    [[-1, 14], 1, "Concat", [1]],     # cat head P4
    [-1, 1, "C3", [96]],              # P4/16-medium

    [-1, 1, "Conv", [96, 3, 2]],
    [[-1, 10], 1, "Concat", [1]],     # cat head P5
    [-1, 1, "C3", [128]],             # P5/32-large

    [[17, 20, 23], 1, "Detect", []],
]
