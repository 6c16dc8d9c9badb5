import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class LoadVolume:
    def __init__(self, keys):
        self.keys = keys

    def __call__(self, data):
        return {k: np.load(data[k]).astype(np.float32) for k in self.keys}


class ScaleIntensity:
    def __init__(self, keys):
        self.keys = keys

    def __call__(self, data):
        for k in self.keys:
            data[k] = (data[k] - data[k].min()) / (data[k].max() - data[k].min())
        return data


class AsChannelFirst:
    def __init__(self, keys, channel_dim=-1):
        self.keys, self.channel_dim = keys, channel_dim

    def __call__(self, data):
        for k in self.keys:
            data[k] = np.ascontiguousarray(np.moveaxis(data[k], self.channel_dim, 0))
        return data


class Volumes(Dataset):
    def __init__(self, files, transforms):
        self.files, self.transforms = files, transforms

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        data = dict(self.files[i])
        for t in self.transforms:
            data = t(data)
        return data


class UNet3d(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.enc1 = nn.Sequential(nn.Conv3d(1, width, 3, padding=1), nn.ReLU())
        self.enc2 = nn.Sequential(nn.Conv3d(width, 2 * width, 3, stride=2, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose3d(2 * width, width, 2, stride=2)
        self.out = nn.Conv3d(2 * width, 1, 1)

    def forward(self, x):
        fine = self.enc1(x)
        return self.out(torch.cat([fine, self.up(self.enc2(fine))], dim=1))


def dice_loss(logits, seg):
    p, seg = logits.sigmoid().flatten(1), seg.flatten(1)
    return 1 - ((2 * (p * seg).sum(1) + 1) / (p.sum(1) + seg.sum(1) + 1)).mean()


def export_scans(folder, n=10):
    """What the hospital export looks like: one array of 40 x 40 pixels x 24 slices per scan."""
    rng = np.random.default_rng(6)
    files = []
    for i in range(n):
        scan = rng.normal(size=(40, 40, 24)) * 40
        seg = np.zeros((40, 40, 24), dtype=np.uint8)
        a, b, c = rng.integers(4, 12, 3)
        seg[a:a + 18, b:b + 18, c:c + 10] = 1
        names = {k: os.path.join(folder, f"{k}{i:02d}.npy") for k in ("img", "seg")}
        np.save(names["img"], scan + 90 * seg)
        np.save(names["seg"], seg)
        files.append(names)
    return files


def main(folder):
    torch.manual_seed(6)
    files = export_scans(folder)
    transforms = [
        LoadVolume(keys=["img", "seg"]),
        AsChannelFirst(keys=["img", "seg"]),
        ScaleIntensity(keys=["img"]),
    ]
    train_loader = DataLoader(Volumes(files[:8], transforms), batch_size=2, shuffle=True)
    val_loader = DataLoader(Volumes(files[8:], transforms), batch_size=1)
    model = UNet3d()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(2):
        for batch in train_loader:
            loss = dice_loss(model(batch["img"]), batch["seg"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            dice = [1 - dice_loss(model(b["img"]), b["seg"]).item() for b in val_loader]
        print(f"epoch {epoch}: train loss {loss.item():.3f}, val dice {np.mean(dice):.3f}")


with tempfile.TemporaryDirectory() as tmp:
    main(tmp)
