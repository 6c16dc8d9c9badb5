"""Network description in the style of darknet files."""

TINY = """
[convolutional]
filters=16
size=3
stride=4
activation=leaky

[convolutional]
filters=32
size=3
stride=4
activation=leaky

[convolutional]
filters=255
size=1
stride=1
activation=linear

[yolo]
anchors=12,16, 19,36, 40,28
classes=6
"""


def parse(text):
    blocks = []
    for line in text.strip().splitlines():
        if line.startswith("["):
            blocks.append({"type": line.strip("[]")})
        elif "=" in line:
            key, value = line.split("=")
            blocks[-1][key] = value
    return blocks
