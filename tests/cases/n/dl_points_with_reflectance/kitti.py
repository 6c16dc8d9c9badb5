import numpy as np
import torch
from torch.utils.data import Dataset


def read_bin(idx):
    """A velodyne file: x, y, z and reflectance of each point."""
    rng = np.random.default_rng(idx)
    scan = rng.uniform(-40, 40, (4000, 4)).astype(np.float32)
    scan[:, 3] = rng.random(4000)
    return scan


class KittiScans(Dataset):
    def __init__(self, n, npoints):
        self.n = n
        self.npoints = npoints

    def __len__(self):
        return self.n

    def __getitem__(self, idx):
        pts_lidar = read_bin(idx)
        front = pts_lidar[pts_lidar[:, 0] > 0]
        choice = np.random.default_rng(idx).choice(len(front), self.npoints, replace=False)
        pts_input = front[choice]
        label = (pts_input[:, 2] > 0).astype(np.int64)
        return torch.from_numpy(pts_input), torch.from_numpy(label)
