from pipeline import Pipeline

CONFIG = {
    "num_classes": 5,
    "batch_size": 6,
    "mixup_alpha": 0.4,
    "loss": {"name": "focal", "args": {"gamma": 2.0}},
    "lr": 1e-3,
}

Pipeline(CONFIG).fit(epochs=1)
