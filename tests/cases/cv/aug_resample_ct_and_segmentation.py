import math
import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class ScalarImage:
    interpolation = "trilinear"

    def __init__(self, data, spacing):
        self.data, self.spacing = data, tuple(float(s) for s in spacing)

    @property
    def spatial_shape(self):
        return tuple(self.data.shape[1:])


class LabelMap(ScalarImage):
    interpolation = "nearest"


class RescaleIntensity:
    def __call__(self, subject):
        ct = subject["ct"]
        low, high = ct.data.min(), ct.data.max()
        ct.data = (ct.data - low) / (high - low)
        return subject


class RandomFlip:
    def __init__(self, axis, p=0.5):
        self.axis, self.p = axis + 1, p

    def __call__(self, subject):
        if torch.rand(1).item() < self.p:
            for image in subject.values():
                image.data = image.data.flip(self.axis)
        return subject


class Resample:
    """Change the voxel size: target is a spacing in mm, or the name of the image whose grid is used."""

    def __init__(self, target):
        self.target = target

    def __call__(self, subject):
        for image in subject.values():
            if isinstance(self.target, str):
                spacing, shape = subject[self.target].spacing, subject[self.target].spatial_shape
            else:
                spacing = (float(self.target),) * 3
                shape = tuple(math.ceil(n * s / t) for n, s, t in zip(image.spatial_shape, image.spacing, spacing))
            image.data = F.interpolate(image.data[None], size=shape, mode=image.interpolation)[0]
            image.spacing = spacing
        return subject


class SubjectsDataset(Dataset):
    def __init__(self, folder, transforms):
        self.folder = folder
        self.cases = sorted(f for f in os.listdir(folder) if f.startswith("volume"))
        self.transforms = transforms

    def __len__(self):
        return len(self.cases)

    def __getitem__(self, i):
        ct = np.load(os.path.join(self.folder, self.cases[i]))
        seg = np.load(os.path.join(self.folder, self.cases[i].replace("volume", "segmentation")))
        subject = {
            "ct": ScalarImage(torch.from_numpy(ct["data"])[None].float(), ct["spacing"]),
            "seg": LabelMap(torch.from_numpy(seg["data"])[None].float(), seg["spacing"]),
        }
        for transform in self.transforms:
            subject = transform(subject)
        return subject["ct"].data, subject["seg"].data[0].long()


class LiverNet(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv3d(1, 8, 3, padding=1), nn.InstanceNorm3d(8), nn.ReLU(),
            nn.Conv3d(8, 8, 3, padding=1), nn.InstanceNorm3d(8), nn.ReLU(),
        )
        self.head = nn.Conv3d(8, classes, 1)

    def forward(self, x):
        return self.head(self.body(x))


def write_scans(folder, n=4):
    rng = np.random.RandomState(5)
    for k in range(n):
        hu = rng.randint(-1000, 1000, (64, 64, 40)).astype("int16")
        np.savez(os.path.join(folder, f"volume-{k}.npz"), data=hu, spacing=(0.98, 0.98, 3.0))
        np.savez(os.path.join(folder, f"segmentation-{k}.npz"), data=(hu > 0).astype("uint8"), spacing=(0.98, 0.98, 3.05))


with tempfile.TemporaryDirectory() as root:
    write_scans(root)
    dataset = SubjectsDataset(root, [
        RescaleIntensity(),
        Resample(4),
        RandomFlip(axis=0),
    ])
    net = LiverNet()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for ct, seg in DataLoader(dataset, batch_size=2, shuffle=True):
        loss = F.cross_entropy(net(ct), seg)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"loss {loss.item():.4f}")
