net = {"width": 352, "height": 352, "channels": 3, "batch": 4}

anchors = [(10, 14), (23, 27), (37, 58), (81, 82), (135, 169), (344, 319)]

blocks = [
    {"type": "convolutional", "filters": 8, "size": 3, "stride": 2, "bn": 1},
    {"type": "convolutional", "filters": 12, "size": 3, "stride": 2, "bn": 1},
    {"type": "convolutional", "filters": 16, "size": 3, "stride": 2, "bn": 1},
    {"type": "convolutional", "filters": 24, "size": 3, "stride": 2, "bn": 1},
    {"type": "convolutional", "filters": 32, "size": 3, "stride": 2, "bn": 1},
    {"type": "convolutional", "filters": 15, "size": 1, "stride": 1, "bn": 0},
    {"type": "yolo", "mask": (3, 4, 5), "classes": 1},
    {"type": "route", "layer": 4},
    {"type": "convolutional", "filters": 16, "size": 1, "stride": 1, "bn": 1},
    {"type": "upsample", "stride": 2},
    {"type": "convolutional", "filters": 24, "size": 3, "stride": 1, "bn": 1},
    {"type": "convolutional", "filters": 15, "size": 1, "stride": 1, "bn": 0},
    {"type": "yolo", "mask": (0, 1, 2), "classes": 1},
]
