# one dictionary per layer, in order
CONFIGS = {
    "yolo-plates.cfg": [
        dict(type="convolutional", filters=16, size=3, stride=2),
        dict(type="convolutional", filters=32, size=3, stride=2),
        dict(type="convolutional", filters=64, size=3, stride=2),
        dict(type="convolutional", filters=255, size=1, stride=1, activation="linear"),
        dict(type="yolo", anchors=[(10, 13), (16, 30), (33, 23)], classes=1),
    ],
}
