CONFIG = {
    "seed": 11,
    "model": {
        "name": "resnext50_32x4d",
        "num_classes": 5,
        "drop_rate": 0.3,
        "freeze_until": "layer3",
    },
    "data": {"image_size": 64, "n_train": 24, "n_valid": 12},
    "train": {"batch_size": 8, "epochs": 1, "lr": 3e-4, "weight_decay": 1e-4},
}
