"""Liver segmentation on small CT volumes with dictionary transforms."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

config = {
    "volume_size": (32, 32, 32),
    "patch_size": (24, 24, 24),
    "batch_size": 2,
    "num_classes": 2,
    "base_filters": 8,
    "lr": 1e-3,
    "epochs": 2,
}


class Compose:
    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, sample):
        for t in self.transforms:
            sample = t(sample)
        return sample


class GaussianNoise:
    def __init__(self, sigma=0.05, data_key="data"):
        self.sigma, self.data_key = sigma, data_key

    def __call__(self, sample):
        x = sample[self.data_key]
        sample[self.data_key] = x + np.random.normal(0, self.sigma, x.shape).astype(x.dtype)
        return sample


class Mirror:
    def __init__(self, axes=(1, 2, 3), keys=("data", "seg")):
        self.axes, self.keys = axes, keys

    def __call__(self, sample):
        for axis in self.axes:
            if np.random.rand() < 0.5:
                for key in self.keys:
                    sample[key] = np.flip(sample[key], axis)
        return sample


class RandomCrop:
    """Cut the same random window out of every array named in keys."""

    def __init__(self, crop_size, keys=("data",)):
        self.crop_size, self.keys = crop_size, keys

    def __call__(self, sample):
        full = sample["data"].shape[1:]
        start = [np.random.randint(0, f - c + 1) for f, c in zip(full, self.crop_size)]
        window = (slice(None),) + tuple(slice(s, s + c) for s, c in zip(start, self.crop_size))
        for key in self.keys:
            sample[key] = sample[key][window]
        return sample


class LiverCT(Dataset):
    def __init__(self, n, size, transform=None):
        self.n, self.size, self.transform = n, size, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.RandomState(100 + i)
        grid = np.stack(np.meshgrid(*[np.arange(s) for s in self.size], indexing="ij"))
        center = rng.uniform(10, 22, 3)[:, None, None, None]
        seg = (((grid - center) ** 2).sum(0) < 50)[None]
        ct = (seg * 0.8 + rng.normal(0, 0.2, seg.shape)).astype(np.float32)
        sample = {"data": ct, "seg": seg.astype(np.int64)}
        if self.transform is not None:
            sample = self.transform(sample)
        return {k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in sample.items()}


class UNet3D(nn.Module):
    def __init__(self, num_classes, f):
        super().__init__()
        self.enc1 = nn.Sequential(nn.Conv3d(1, f, 3, padding=1), nn.InstanceNorm3d(f), nn.LeakyReLU())
        self.enc2 = nn.Sequential(nn.Conv3d(f, 2 * f, 3, 2, 1), nn.InstanceNorm3d(2 * f), nn.LeakyReLU())
        self.up = nn.ConvTranspose3d(2 * f, f, 2, 2)
        self.head = nn.Conv3d(2 * f, num_classes, 1)

    def forward(self, x):
        skip = self.enc1(x)
        x = self.up(self.enc2(skip))
        return self.head(torch.cat([x, skip], dim=1))


def dice_ce_loss(logits, seg):
    seg = seg.squeeze(1)
    ce = F.cross_entropy(logits, seg)
    prob = logits.softmax(1)[:, 1]
    dice = (2 * (prob * seg).sum() + 1) / (prob.sum() + seg.sum() + 1)
    return ce + 1 - dice


np.random.seed(0)
torch.manual_seed(0)
train_transform = Compose([
    GaussianNoise(),
    RandomCrop(config["patch_size"]),
    Mirror(),
])
train_set = LiverCT(6, config["volume_size"], train_transform)
train_loader = DataLoader(train_set, batch_size=config["batch_size"], shuffle=True)
net = UNet3D(config["num_classes"], config["base_filters"])
opt = torch.optim.Adam(net.parameters(), lr=config["lr"])
for epoch in range(config["epochs"]):
    for batch in train_loader:
        opt.zero_grad()
        loss = dice_ce_loss(net(batch["data"]), batch["seg"])
        loss.backward()
        opt.step()
    print(f"epoch {epoch}: {loss.item():.4f}")
