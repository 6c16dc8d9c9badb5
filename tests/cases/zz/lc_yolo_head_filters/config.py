net = dict(width=128, height=128, channels=3, batch=4, learning_rate=1e-3)

anchors = [(10, 14), (23, 27), (37, 58), (81, 82), (135, 169), (344, 319)]
names = ["helmet", "vest"]

blocks = [
    dict(type="convolutional", filters=16, size=3, stride=1, batch_normalize=1, activation="leaky"),
    dict(type="maxpool", size=2, stride=2),
    dict(type="convolutional", filters=32, size=3, stride=1, batch_normalize=1, activation="leaky"),
    dict(type="maxpool", size=2, stride=2),
    dict(type="convolutional", filters=64, size=3, stride=1, batch_normalize=1, activation="leaky"),
    dict(type="maxpool", size=2, stride=2),
    dict(type="convolutional", filters=64, size=3, stride=2, batch_normalize=1, activation="leaky"),
    dict(type="convolutional", filters=255, size=1, stride=1, batch_normalize=0, activation="linear"),
    dict(type="yolo", mask=(0, 1, 2), classes=2),
]
