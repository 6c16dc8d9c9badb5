from types import SimpleNamespace

_DEFAULT = {
    "lr": 5e-4,
    "batches": 2,
    "batch_size": 4,
    "n_points": 256,
    "model": {
        "trans_dim": 384,
        "encoder_dims": 384,
        "depth": 2,
        "num_heads": 6,
        "num_group": 16,
        "group_size": 16,
        "cls_dim": 10,
    },
}

_OVERRIDES = {"trans_dim": 512, "encoder_dims": 512}


def load_config():
    cfg = dict(_DEFAULT)
    cfg["model"] = SimpleNamespace(**{**_DEFAULT["model"], **_OVERRIDES})
    return SimpleNamespace(**cfg)
