import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import Compose


class ScaleIntensity:
    def __call__(self, vol):
        return (vol - vol.min()) / (vol.max() - vol.min())


class Resize3d:
    def __init__(self, spatial_size):
        self.spatial_size = spatial_size

    def __call__(self, vol):
        return F.interpolate(vol[None], size=self.spatial_size, mode="trilinear", align_corners=False)[0]


class RandRotate90:
    def __init__(self, prob, spatial_axes=(0, 1)):
        self.prob, self.dims = prob, [a + 1 for a in spatial_axes]

    def __call__(self, vol):
        if random.random() < self.prob:
            vol = torch.rot90(vol, random.randint(1, 3), self.dims)
        return vol


class BrainScans(Dataset):
    """T1 volumes, each with its own matrix size, and the sex of the patient."""

    def __init__(self, n, transform):
        self.vols = [torch.rand(1, 44 + i % 3, 52, 30 + i % 5) for i in range(n)]
        self.sex = torch.randint(0, 2, (n,))
        self.transform = transform

    def __len__(self):
        return len(self.vols)

    def __getitem__(self, i):
        return {"img": self.transform(self.vols[i]), "label": self.sex[i]}


random.seed(0)
train_transforms = Compose([
    ScaleIntensity(),
    Resize3d(spatial_size=(32, 32, 16)),
    RandRotate90(prob=0.8, spatial_axes=(0, 2)),
])
train_loader = DataLoader(BrainScans(12, train_transforms), batch_size=4)
model = nn.Sequential(
    nn.Conv3d(1, 8, 7, stride=2, padding=3), nn.BatchNorm3d(8), nn.ReLU(),
    nn.Conv3d(8, 16, 3, stride=2, padding=1), nn.BatchNorm3d(16), nn.ReLU(),
    nn.AdaptiveAvgPool3d(1), nn.Flatten(), nn.Linear(16, 2),
)
optimizer = torch.optim.Adam(model.parameters(), 1e-4)
for batch in train_loader:
    loss = F.cross_entropy(model(batch["img"]), batch["label"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.4f}")
