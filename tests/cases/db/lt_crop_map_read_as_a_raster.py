import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

NUM_CLASSES = 20


def write_patches(folder, n=4, dates=5, bands=6, size=32):
    """Sentinel-2 time series and the crop of every pixel, both stored as rasters (band, row, column)."""
    rng = np.random.default_rng(0)
    for k in range(n):
        parcels = rng.integers(0, NUM_CLASSES, size=(size // 8, size // 8))
        crop = np.kron(parcels, np.ones((8, 8), dtype=np.int64))
        phase = crop / NUM_CLASSES * 2 * np.pi
        season = np.stack([np.sin(phase + d) for d in range(dates)])
        series = season[:, None] * np.linspace(0.5, 1, bands)[None, :, None, None] + rng.normal(0, 0.1, (dates, bands, size, size))
        np.save(os.path.join(folder, f"S2_{k}.npy"), series.astype(np.float32))
        np.save(os.path.join(folder, f"TARGET_{k}.npy"), crop[None].astype(np.uint8))


class ParcelDataset(Dataset):
    def __init__(self, folder):
        self.folder = folder
        self.ids = sorted(f[3:-4] for f in os.listdir(folder) if f.startswith("S2_"))

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, i):
        data = torch.from_numpy(np.load(os.path.join(self.folder, f"S2_{self.ids[i]}.npy")))
        target = np.load(os.path.join(self.folder, f"TARGET_{self.ids[i]}.npy"))
        target = torch.from_numpy(target.astype(np.int64))
        dates = torch.arange(len(data)) * 30
        return (data, dates), target


class TemporalAttention(nn.Module):
    """One weight for every date and pixel."""

    def __init__(self, dim):
        super().__init__()
        self.position = nn.Embedding(366, dim)
        self.score = nn.Conv2d(dim, 1, 1)

    def forward(self, x, dates):
        b, t, c, h, w = x.shape
        x = x + self.position(dates)[:, :, :, None, None]
        attn = self.score(x.flatten(0, 1)).view(b, t, 1, h, w).softmax(dim=1)
        return (x * attn).sum(dim=1), attn


class UTAE(nn.Module):
    def __init__(self, input_dim, width=16, out_conv=(16, NUM_CLASSES)):
        super().__init__()
        self.in_conv = nn.Sequential(nn.Conv2d(input_dim, width, 3, padding=1), nn.GroupNorm(4, width), nn.ReLU())
        self.down = nn.Sequential(nn.Conv2d(width, width, 4, 2, 1), nn.GroupNorm(4, width), nn.ReLU())
        self.temporal_encoder = TemporalAttention(width)
        self.up = nn.ConvTranspose2d(width, width, 4, 2, 1)
        self.out_conv = nn.Sequential(nn.Conv2d(width, out_conv[0], 3, padding=1), nn.ReLU(), nn.Conv2d(*out_conv, 1))

    def forward(self, x, batch_positions):
        b, t = x.shape[:2]
        maps = self.down(self.in_conv(x.flatten(0, 1))).unflatten(0, (b, t))
        pooled, _ = self.temporal_encoder(maps, batch_positions)
        return self.out_conv(self.up(pooled))


def iterate(model, data_loader, criterion, optimizer):
    total = 0.0
    for (x, dates), y in data_loader:
        optimizer.zero_grad()
        out = model(x, batch_positions=dates)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(data_loader)


with tempfile.TemporaryDirectory() as root:
    write_patches(root)
    torch.manual_seed(1)
    weights = torch.ones(NUM_CLASSES)
    weights[-1] = 0  # void label
    utae = UTAE(input_dim=6)
    adam = torch.optim.Adam(utae.parameters(), lr=1e-3)
    for epoch in range(2):
        loss = iterate(utae, DataLoader(ParcelDataset(root), batch_size=2), nn.CrossEntropyLoss(weight=weights), adam)
        print(f"EPOCH {epoch + 1} loss {loss:.4f}")
