net = dict(batch=2, width=64, height=64, channels=3)

anchors = [(12, 16), (19, 36), (40, 28), (36, 75), (76, 55), (72, 146)]

module_defs = [
    dict(type="convolutional", batch_normalize=1, filters=8, size=3, stride=2, activation="mish"),
    dict(type="convolutional", batch_normalize=1, filters=16, size=3, stride=2, activation="mish"),
    dict(type="convolutional", batch_normalize=1, filters=32, size=3, stride=2, activation="mish"),
    dict(type="convolutional", batch_normalize=1, filters=32, size=3, stride=1, activation="mish"),
    dict(type="convolutional", size=1, stride=1, filters=18, activation="linear"),
    dict(type="yolo", mask=(0, 1, 2), classes=4, num=6, jitter=.3, scale_x_y=1.2),
    dict(type="route", layers=(-3,)),
    dict(type="convolutional", batch_normalize=1, filters=64, size=3, stride=2, activation="mish"),
    dict(type="convolutional", size=1, stride=1, filters=18, activation="linear"),
    dict(type="yolo", mask=(3, 4, 5), classes=1, num=6, jitter=.3, scale_x_y=1.1),
]
