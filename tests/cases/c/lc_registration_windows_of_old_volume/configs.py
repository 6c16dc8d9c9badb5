def small():
    return {
        "patch_size": 4,
        "in_chans": 2,
        "embed_dim": 12,
        "num_heads": 2,
        "window_size": (5, 6, 7),
        "img_size": (48, 48, 56),
    }


CONFIGS = {"TransMorph-Small": small()}
