import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset

CONFIG = {
    "tile_size": 64,
    "input_channels": 3,
    "base_channels": 8,
    "depth": 3,
    "batch_size": 8,
    "learning_rate": 1e-3,
}


def make_scenes(folder, count=2):
    rng = np.random.default_rng(11)
    for k in range(count):
        rgb = rng.integers(0, 256, (192, 256, 3), dtype=np.uint8)
        opaque = np.full((192, 256, 1), 255, dtype=np.uint8)
        Image.fromarray(np.concatenate([rgb, opaque], axis=2)).save(os.path.join(folder, f"scene{k}.png"))
        coast = (rng.random((192, 256)) > 0.5).astype(np.uint8) * 255
        Image.fromarray(coast).save(os.path.join(folder, f"mask{k}.png"))


def read_raster(path):
    """Reads a picture in band, row, column order."""
    bands = np.asarray(Image.open(path))
    return bands[None] if bands.ndim == 2 else bands.transpose(2, 0, 1)


def cut_tiles(folder, cache, size):
    """Writes one compressed file for every tile of every scene."""
    n = 0
    for name in sorted(os.listdir(folder)):
        if not name.startswith("scene"):
            continue
        data = read_raster(os.path.join(folder, name))
        mask = read_raster(os.path.join(folder, name.replace("scene", "mask")))
        for y in range(0, data.shape[1] - size + 1, size):
            for x in range(0, data.shape[2] - size + 1, size):
                np.savez(os.path.join(cache, f"{n:04d}.npz"),
                         image=data[:, y:y + size, x:x + size], mask=mask[:, y:y + size, x:x + size])
                n += 1
    return n


class CachedTiles(Dataset):
    def __init__(self, cache):
        self.files = sorted(os.path.join(cache, f) for f in os.listdir(cache))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, idx):
        with np.load(self.files[idx]) as f:
            image, mask = f["image"], f["mask"]
        return torch.from_numpy(image).float() / 255, (torch.from_numpy(mask) > 127).float()


class ConvBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1)
        self.bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


class EdgeUNet(nn.Module):
    def __init__(self, input_channels, base_channels, depth):
        super().__init__()
        widths = [base_channels * 2 ** i for i in range(depth + 1)]
        self.init = nn.Conv2d(input_channels, base_channels, 1)
        self.down = nn.ModuleList(ConvBlock(a, b) for a, b in zip(widths[:-1], widths[1:]))
        self.up = nn.ModuleList(ConvBlock(b + a, a) for a, b in reversed(list(zip(widths[:-1], widths[1:]))))
        self.side = nn.ModuleList(nn.Conv2d(a, 1, 1) for a in reversed(widths[:-1]))

    def forward(self, x):
        x = self.init(x)
        skips = []
        for block in self.down:
            skips.append(x)
            x = block(F.max_pool2d(x, 2))
        levels = []
        for block, head in zip(self.up, self.side):
            x = block(torch.cat([F.interpolate(x, scale_factor=2.0), skips.pop()], dim=1))
            levels.append(head(x))
        return levels


def full_loss(levels, mask):
    loss = 0
    for out in levels:
        target = F.adaptive_avg_pool2d(mask, out.shape[-2:])
        loss = loss + F.binary_cross_entropy_with_logits(out, target)
    return loss


def main():
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as scenes, tempfile.TemporaryDirectory() as cache:
        make_scenes(scenes)
        print(cut_tiles(scenes, cache, CONFIG["tile_size"]), "tiles")
        loader = DataLoader(CachedTiles(cache), batch_size=CONFIG["batch_size"], shuffle=True)
        net = EdgeUNet(CONFIG["input_channels"], CONFIG["base_channels"], CONFIG["depth"])
        opt = torch.optim.Adam(net.parameters(), lr=CONFIG["learning_rate"])
        for img, mask in loader:
            opt.zero_grad()
            loss = full_loss(net(img), mask)
            loss.backward()
            opt.step()
            print(f"loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
