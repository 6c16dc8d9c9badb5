import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset, default_collate


class Spacing:
    def __init__(self, spacing):
        self.spacing = spacing

    def __call__(self, d):
        zoom = [old / self.spacing for old in d["spacing"]]
        image, label = d["image"], d["label"]
        size = [int(n * z) for n, z in zip(image.shape[1:], zoom)]
        image = F.interpolate(image[None], size=size, mode="trilinear")[0]
        size = [math.ceil(n * z) for n, z in zip(label.shape[1:], zoom)]
        label = F.interpolate(label[None], size=size, mode="nearest")[0]
        return {"image": image, "label": label}


def correct_centers(center, patch, shape):
    return [min(max(c, p // 2), n - p + p // 2) for c, p, n in zip(center, patch, shape)]


class RandCropByLabel:
    def __init__(self, patch, num_samples, num_classes, seed=0):
        self.patch, self.num_samples, self.num_classes = patch, num_samples, num_classes
        self.rng = np.random.default_rng(seed)

    def __call__(self, d):
        image, label = d["image"], d["label"]
        shape = label.shape[1:]
        patches = []
        for _ in range(self.num_samples):
            where = torch.nonzero(label[0] == self.rng.integers(self.num_classes))
            center = where[self.rng.integers(len(where))].tolist()
            center = correct_centers(center, self.patch, shape)
            window = tuple(slice(c - p // 2, c - p // 2 + p) for c, p in zip(center, self.patch))
            patches.append({"image": image[0][window][None], "label": label[0][window][None]})
        return patches


class AbdomenScans(Dataset):
    def __init__(self, transforms):
        self.transforms = transforms

    def __len__(self):
        return 4

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        d = {"image": torch.rand(1, 30, 31 + i, 30, generator=g), "spacing": (2.0, 1.5, 2.0)}
        d["label"] = torch.zeros_like(d["image"])
        d["label"][:, 6:20, 18:, 8:22] = 1
        d["label"][:, 22:, 4:12, :10] = 2
        for t in self.transforms:
            d = t(d)
        return d


def list_data_collate(batch):
    return default_collate([patch for scan in batch for patch in scan])


transforms = [Spacing(1.0), RandCropByLabel((24, 24, 24), num_samples=4, num_classes=3)]
loader = DataLoader(AbdomenScans(transforms), batch_size=2, collate_fn=list_data_collate)
net = nn.Sequential(nn.Conv3d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv3d(8, 3, 1))
optimizer = torch.optim.AdamW(net.parameters(), 1e-3)
for batch in loader:
    loss = F.cross_entropy(net(batch["image"]), batch["label"][:, 0].long())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f}")
