import os

import numpy as np
from PIL import Image


def write_pair(root, split, k, rng, size=(112, 144)):
    h, w = size
    photo = rng.integers(0, 255, (h, w, 3), dtype=np.uint8)
    mask = np.zeros((h, w), dtype=np.uint8)
    for c in range(1, 4):
        y, x = rng.integers(0, h - 30), rng.integers(0, w - 30)
        mask[y:y + 30, x:x + 30] = c
    Image.fromarray(photo).save(os.path.join(root, split, "images", f"{k:03d}.png"))
    Image.fromarray(mask).convert("RGB").save(os.path.join(root, split, "masks", f"{k:03d}.png"))


def write_dataset(root, n_train=8, n_val=4):
    rng = np.random.default_rng(11)
    for split, n in (("train", n_train), ("val", n_val)):
        for kind in ("images", "masks"):
            os.makedirs(os.path.join(root, split, kind))
        for k in range(n):
            write_pair(root, split, k, rng)
