import math
import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

AUGMENT = {
    "recenter": {"dim": [0, 1]},
    "rotate": {"method": "all"},
    "scale": {"low": 0.95, "high": 1.05},
}


class Augmenter:
    """Applies the steps of a config dict to a scan, one after the other."""

    def __init__(self, cfg, seed=7):
        self.cfg = cfg
        self.rng = np.random.default_rng(seed)

    def recenter(self, pc, dim):
        pc = pc.clone()
        pc[:, dim] -= pc[:, dim].mean(0)
        return pc

    def rotation_matrix(self, method):
        a = self.rng.uniform(0, 2 * math.pi)
        about_z = torch.tensor([[math.cos(a), -math.sin(a), 0], [math.sin(a), math.cos(a), 0], [0, 0, 1]])
        if method == "vertical":
            return about_z
        b = self.rng.uniform(-math.pi / 20, math.pi / 20)
        about_x = torch.tensor([[1, 0, 0], [0, math.cos(b), -math.sin(b)], [0, math.sin(b), math.cos(b)]])
        return about_z @ about_x

    def rotate(self, pc, method):
        return torch.matmul(pc, self.rotation_matrix(method).T)

    def scale(self, pc, low, high):
        pc = pc.clone()
        pc[:, :3] *= self.rng.uniform(low, high)
        return pc

    def __call__(self, pc):
        for name, kwargs in self.cfg.items():
            pc = getattr(self, name)(pc, **kwargs)
        return pc


def write_velodyne_dir(folder, n=6, points=900):
    rng = np.random.default_rng(0)
    for i in range(n):
        scan = np.concatenate([rng.normal(0, 15, (points, 3)), rng.random((points, 1))], axis=1)
        scan.astype(np.float32).tofile(os.path.join(folder, f"{i:06d}.bin"))


class KittiScans(Dataset):
    def __init__(self, folder, augment=None, num_points=512):
        self.paths = sorted(os.path.join(folder, f) for f in os.listdir(folder))
        self.augment = augment
        self.num_points = num_points

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        pc = torch.from_numpy(np.fromfile(self.paths[i], dtype=np.float32).reshape(-1, 4))
        pc = pc[torch.randperm(len(pc))[: self.num_points]]
        if self.augment is not None:
            pc = self.augment(pc)
        return pc, i % 3


class PillarEncoder(nn.Module):
    def __init__(self, in_channels=4, feat=32, classes=3):
        super().__init__()
        self.pfn = nn.Sequential(nn.Linear(in_channels, feat), nn.ReLU(), nn.Linear(feat, feat))
        self.head = nn.Linear(feat, classes)

    def forward(self, x):
        return self.head(self.pfn(x).max(dim=1).values)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as root:
        write_velodyne_dir(root)
        train = DataLoader(KittiScans(root, Augmenter(AUGMENT)), batch_size=3, shuffle=True)
        net = PillarEncoder()
        opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
        for scans, labels in train:
            loss = nn.functional.cross_entropy(net(scans), labels)
            opt.zero_grad()
            loss.backward()
            opt.step()
            print(f"loss {loss.item():.3f}")
