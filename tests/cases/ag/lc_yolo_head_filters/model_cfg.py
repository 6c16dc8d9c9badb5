# yolov3-tiny cut short, edited for the helmet data (5 classes)
YOLO_SMALL = [
    dict(type="net", channels=3),
    dict(type="convolutional", filters=16, size=3, stride=1),
    dict(type="maxpool", size=2),
    dict(type="convolutional", filters=32, size=3, stride=1),
    dict(type="maxpool", size=2),
    dict(type="convolutional", filters=64, size=3, stride=1),
    dict(type="maxpool", size=2),
    dict(type="convolutional", filters=255, size=1, stride=1, batch_normalize=0),
    dict(type="yolo", anchors=[(10, 14), (23, 27), (37, 58)], classes=5),
]
