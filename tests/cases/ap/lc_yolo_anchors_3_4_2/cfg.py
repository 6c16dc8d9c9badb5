# anchors of the helmets, clustered by k-means; small ones are the most frequent
ANCHORS = [(8, 10), (12, 16), (17, 22), (24, 30), (33, 40), (45, 52), (60, 70), (90, 96), (130, 140)]
NUM_CLASSES = 1

LAYERS = [
    dict(type="convolutional", filters=16, size=3, stride=2, activation="leaky"),
    dict(type="convolutional", filters=32, size=3, stride=2, activation="leaky"),
    dict(type="convolutional", filters=32, size=3, stride=2, activation="leaky"),
    dict(type="convolutional", filters=64, size=3, stride=2, activation="leaky"),
    dict(type="convolutional", filters=64, size=3, stride=2, activation="leaky"),
    dict(type="convolutional", filters=18, size=1, stride=1, activation="linear"),
    dict(type="yolo", mask=[6, 7, 8]),
    dict(type="route", layer=3),
    dict(type="convolutional", filters=18, size=1, stride=1, activation="linear"),
    dict(type="yolo", mask=[2, 3, 4, 5]),
    dict(type="route", layer=2),
    dict(type="convolutional", filters=18, size=1, stride=1, activation="linear"),
    dict(type="yolo", mask=[0, 1]),
]
