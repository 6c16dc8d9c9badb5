import copy

_DEFAULTS = {
    "MODEL.TEXT_EMBEDDING": "glove.6B",
    "MODEL.BOX_FEATURES": 256,
    "MODEL.RELATION_HEAD.EMBED_DIM": 200,
    "MODEL.RELATION_HEAD.HIDDEN": 128,
    "MODEL.RELATION_HEAD.NUM_HEADS": 4,
    "DATA.OBJECTS": ["background", "man", "horse", "hat", "fence", "tree", "shirt", "street"],
    "DATA.PREDICATES": ["none", "on", "wearing", "riding", "near", "behind"],
    "SOLVER.LR": 1e-3,
    "SOLVER.ITERS": 3,
}


def get_cfg(overrides=None):
    cfg = copy.deepcopy(_DEFAULTS)
    for key, value in (overrides or {}).items():
        if key not in cfg:
            raise KeyError(key)
        cfg[key] = value
    return cfg
