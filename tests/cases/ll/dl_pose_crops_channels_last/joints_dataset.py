import numpy as np
import torch
from torch.utils.data import Dataset

MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
STD = np.array([0.229, 0.224, 0.225], dtype=np.float32)


def read_person(index, size):
    """Stands in for cv2.imread + warpAffine on one person box."""
    rng = np.random.default_rng(index)
    return rng.integers(0, 256, (*size, 3), dtype=np.uint8)


class JointsDataset(Dataset):
    def __init__(self, cfg, transform=None):
        self.cfg, self.transform = cfg, transform

    def __len__(self):
        return self.cfg["n_people"]

    def _heatmaps(self, joints):
        h, w = self.cfg["heatmap_size"]
        yy, xx = np.mgrid[0:h, 0:w]
        dist = (xx - joints[:, 0, None, None]) ** 2 + (yy - joints[:, 1, None, None]) ** 2
        return np.exp(-dist / 8).astype(np.float32)

    def __getitem__(self, index):
        patch = read_person(index, self.cfg["image_size"])
        rng = np.random.default_rng(1000 + index)
        h, w = self.cfg["heatmap_size"]
        joints = rng.uniform((0, 0), (w, h), (self.cfg["n_joints"], 2))
        if self.transform:
            patch = self.transform(patch)
        patch = (patch.astype(np.float32) / 255 - MEAN) / STD
        return torch.from_numpy(patch), torch.from_numpy(self._heatmaps(joints))
