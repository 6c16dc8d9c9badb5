import numpy as np
import torch
from torch.utils.data import Dataset

COLUMNS = {"x": 0, "y": 1, "z": 2, "e": 3, "d": 4}


def read_tile(seed, n_points=2000):
    """One laser scan tile: position, elevation above ground, distance to the room's centre."""
    rng = np.random.default_rng(seed)
    xyz = rng.uniform(-1, 1, (n_points, 3))
    elevation = xyz[:, 2:] - xyz[:, 2].min()
    distance = np.linalg.norm(xyz[:, :2], axis=1, keepdims=True)
    return np.concatenate([xyz, elevation, distance], 1).astype(np.float32)


class SuperpointClouds(Dataset):
    """Small clusters of points, each with one class."""

    def __init__(self, pc_attrib, ptn_npts, tiles=4, per_tile=24, classes=5):
        self.columns = [COLUMNS[c] for c in pc_attrib]
        self.ptn_npts = ptn_npts
        self.clusters, self.labels = [], []
        for seed in range(tiles):
            tile = read_tile(seed)
            rng = np.random.default_rng(100 + seed)
            for _ in range(per_tile):
                centre = tile[rng.integers(len(tile))]
                near = np.argsort(((tile[:, :3] - centre[:3]) ** 2).sum(1))[:rng.integers(40, 200)]
                self.clusters.append(tile[near])
                self.labels.append(int((centre[3] / 2.0) * classes) % classes)

    def __len__(self):
        return len(self.clusters)

    def __getitem__(self, i):
        cloud = self.clusters[i]
        pick = np.random.choice(len(cloud), self.ptn_npts, replace=len(cloud) < self.ptn_npts)
        cloud = cloud[pick][:, self.columns].copy()
        diameter = np.max(cloud[:, :3].max(0) - cloud[:, :3].min(0))
        cloud[:, :3] = (cloud[:, :3] - cloud[:, :3].mean(0)) / (diameter + 1e-10)
        return torch.from_numpy(cloud.T.copy()), torch.tensor([diameter]), self.labels[i]
