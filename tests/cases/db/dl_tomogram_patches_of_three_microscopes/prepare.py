import os

import numpy as np

from rescale import match_pixel_size


def membrane_patch(edge, rng):
    """A noisy cube with a bent sheet in it."""
    z, y, x = np.meshgrid(*[np.linspace(-1, 1, edge)] * 3, indexing="ij")
    a, b, c = rng.normal(0, 0.4, 3)
    label = (np.abs(z - a * x - b * y * y - c) < 0.15).astype(np.float32)
    return rng.normal(0, 1, label.shape).astype(np.float32) - 2 * label, label


def write_patches(root, tomograms, patch_size=24, pixel_size_out=10.0):
    """tomograms: {name: pixel size}; patches are cut from the tomogram and brought to a common pixel size."""
    rng = np.random.default_rng(0)
    for sub in ("imagesTr", "labelsTr"):
        os.makedirs(os.path.join(root, sub))
    for name, pixel_size in tomograms.items():
        for k in range(4):
            img, label = membrane_patch(patch_size, rng)
            img = match_pixel_size(img, pixel_size, pixel_size_out)
            label = match_pixel_size(label, pixel_size, pixel_size_out, mode="nearest")
            np.save(os.path.join(root, "imagesTr", f"{name}_{k}.npy"), img)
            np.save(os.path.join(root, "labelsTr", f"{name}_{k}.npy"), label)
