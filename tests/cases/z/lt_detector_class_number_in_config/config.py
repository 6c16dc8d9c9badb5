CUSTOMER_DATA = {
    "NUM": 10,
    "CLASSES": [
        "bus", "car", "truck", "van", "tram", "bicycle",
        "motorbike", "pedestrian", "rider", "dog", "cone", "sign",
    ],
}

TRAIN = {
    "IMG_SIZE": 104,
    "BATCH_SIZE": 2,
    "LR": 1e-3,
    "EPOCHS": 1,
}

MODEL = {
    "ANCHORS": [(1.25, 1.6), (2.0, 3.75), (4.1, 2.9)],
    "STRIDE": 8,
    "WIDTH": 16,
}
