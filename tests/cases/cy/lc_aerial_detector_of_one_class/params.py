TRAINING_PARAMS = {
    "model_params": {
        "backbone_name": "darknet_21",
        "out_filters": 255,
    },
    "yolo": {
        "anchors": [
            [[116, 90], [156, 198], [373, 326]],
            [[30, 61], [62, 45], [59, 119]],
        ],
        "classes": 1,
    },
    "lr": 0.001,
    "batch_size": 2,
    "img_h": 128,
    "img_w": 128,
}
