"""Settings of the two stages: training from scratch, and going on with a smaller learning rate."""

BASE = {
    "num_classes": 4,
    "batch_size": 4,
    "epochs": 1,
    "lr": 1e-3,
    "streams": ["rgb", "flow", "depth"],
    "resume": None,
}

CONTINUE = {
    **BASE,
    "lr": 1e-4,
    "epochs": 2,
    "streams": ["depth", "flow", "rgb"],
    "resume": "last.pt",
}
