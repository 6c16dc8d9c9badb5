import random

import numpy as np


def paired_patch(H, L, patch_size, scale):
    """Cut the same random region out of both images."""
    l_size = patch_size // scale
    rows, cols = L.shape[:2]
    top = random.randint(0, rows - l_size // 2)
    left = random.randint(0, cols - l_size // 2)
    L = L[top:top + l_size, left:left + l_size]
    top, left = top * scale, left * scale
    H = H[top:top + patch_size, left:left + patch_size]
    return H, L


def augment(img, mode):
    """Flips and a half turn."""
    if mode == 1:
        return np.flipud(img)
    if mode == 2:
        return np.fliplr(img)
    if mode == 3:
        return np.rot90(img, 2)
    return img
