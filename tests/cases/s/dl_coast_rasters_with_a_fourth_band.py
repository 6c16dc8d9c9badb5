import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

TILESIZE = 64


class Raster:
    """Stands for an opened GeoTIFF: bands x rows x columns. The export of these scenes kept the alpha band."""

    def __init__(self, seed, bands=4, side=128):
        self.data = np.random.default_rng(seed).integers(0, 255, (bands, side, side)).astype(np.uint8)

    def read(self):
        return self.data


def tiles_of(data):
    for top in range(0, data.shape[1], TILESIZE):
        for left in range(0, data.shape[2], TILESIZE):
            yield data[:, top:top + TILESIZE, left:left + TILESIZE]


class CoastLines(Dataset):
    def __init__(self, scenes=(0, 1)):
        self.tiles, self.masks = [], []
        for seed in scenes:
            raster = Raster(seed)
            data = raster.read()
            self.tiles += list(tiles_of(data))
        rng = np.random.default_rng(5)
        self.masks = [(rng.random((1, TILESIZE, TILESIZE)) > 0.5).astype(np.float32) for _ in self.tiles]

    def __len__(self):
        return len(self.tiles)

    def __getitem__(self, idx):
        return torch.from_numpy(self.tiles[idx].astype(np.float32) / 255), torch.from_numpy(self.masks[idx])


class HEDUNet(nn.Module):
    def __init__(self, input_channels, base_channels=16, levels=2):
        super().__init__()
        self.init = nn.Conv2d(input_channels, base_channels, 1)
        self.down = nn.ModuleList(
            nn.Conv2d(base_channels * 2 ** i, base_channels * 2 ** (i + 1), 3, stride=2, padding=1) for i in range(levels)
        )
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(base_channels * 2 ** (i + 1), base_channels * 2 ** i, 2, stride=2) for i in reversed(range(levels))
        )
        self.predict = nn.Conv2d(base_channels, 1, 1)

    def forward(self, x):
        x = self.init(x)
        skips = []
        for down in self.down:
            skips.append(x)
            x = F.relu(down(x))
        for up in self.up:
            x = F.relu(up(x) + skips.pop())
        return self.predict(x)


config = {"input_channels": 3, "batch_size": 4, "learning_rate": 1e-3}
model = HEDUNet(config["input_channels"])
optimizer = torch.optim.Adam(model.parameters(), config["learning_rate"])
for img, target in DataLoader(CoastLines(), batch_size=config["batch_size"], shuffle=True):
    loss = F.binary_cross_entropy_with_logits(model(img), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
