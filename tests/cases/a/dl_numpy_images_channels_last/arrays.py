import numpy as np
import torch
from torch.utils.data import TensorDataset


def synthetic_lesions(n, size):
    """Pictures as matplotlib and scikit-image give them, with binary masks."""
    rng = np.random.default_rng(11)
    pictures = rng.random((n, size, size, 3), dtype=np.float32)
    yy, xx = np.mgrid[:size, :size]
    masks = np.stack([((yy - size / 2) ** 2 + (xx - size / 2) ** 2 < r * r) for r in rng.integers(4, size // 2, n)])
    return pictures, masks.astype(np.float32)


def build_dataset(n=6, size=48):
    pictures, masks = synthetic_lesions(n, size)
    images = torch.from_numpy(pictures)
    targets = torch.from_numpy(masks).unsqueeze(1)
    return TensorDataset(images, targets)
