"""Land cover segmentation from radar + multispectral tiles (two encoders, late fusion)."""
import argparse
import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

# IGBP classes -> simplified DFC classes
IGBP2DFC = np.array([0, 1, 1, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 6, 8, 9, 10])
DFC_KEEP = np.array([1, 2, 4, 5, 6, 7, 9, 10])


def write_tiles(root, n=10, side=48):
    rng = np.random.default_rng(11)
    for k in range(n):
        igbp = rng.choice([1, 6, 10, 11, 12, 13, 16, 17], size=(1, side // 12, side // 12))
        igbp = igbp.repeat(12, axis=1).repeat(12, axis=2)
        np.savez(
            os.path.join(root, f"tile_{k:03d}.npz"),
            s1=rng.normal(-12, 4, (2, side, side)).astype(np.float32),
            s2=rng.uniform(0, 6000, (13, side, side)).astype(np.float32),
            lc=igbp.astype(np.uint8),
        )


def load_s1(band):
    return (np.clip(band, -25, 0) + 25) / 25


def load_s2(band):
    return np.clip(band, 0, 10000) / 10000


def load_lc(band):
    """Map to 0..7, everything else to the ignore label."""
    lc = IGBP2DFC[band]
    out = np.full(lc.shape, 255, dtype=np.int64)
    for new, old in enumerate(DFC_KEEP):
        out[lc == old] = new
    return out


class DFC2020(Dataset):
    def __init__(self, root):
        self.files = [os.path.join(root, f) for f in sorted(os.listdir(root))]

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        with np.load(self.files[i]) as f:
            sample = {"s1": load_s1(f["s1"]), "s2": load_s2(f["s2"]), "segmentation": load_lc(f["lc"])}
        return {k: torch.from_numpy(v) for k, v in sample.items()}


def encoder(channels, width):
    return nn.Sequential(
        nn.Conv2d(channels, width, 3, stride=2, padding=1), nn.BatchNorm2d(width), nn.ReLU(inplace=True),
        nn.Conv2d(width, 2 * width, 3, stride=2, padding=1), nn.BatchNorm2d(2 * width), nn.ReLU(inplace=True),
    )


class DoubleEncoderSegmentation(nn.Module):
    def __init__(self, num_classes, width=16):
        super().__init__()
        self.backbone1 = encoder(2, width)
        self.backbone2 = encoder(13, width)
        self.fuse = nn.Conv2d(4 * width, 4 * width, 1)
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(4 * width, 2 * width, 2, stride=2), nn.ReLU(inplace=True),
            nn.ConvTranspose2d(2 * width, num_classes, 2, stride=2),
        )

    def forward(self, batch):
        x = torch.cat([self.backbone1(batch["s1"]), self.backbone2(batch["s2"])], dim=1)
        return self.decoder(self.fuse(x))


def step(model, batch, criterion):
    y_hat = model(batch)
    y = batch["segmentation"]
    loss = criterion(y_hat, y)
    valid = y != 255
    accuracy = (y_hat.argmax(1)[valid] == y[valid]).float().mean()
    return loss, accuracy


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--batch_size", type=int, default=4)
    ap.add_argument("--epochs", type=int, default=2)
    ap.add_argument("--lr", type=float, default=1e-3)
    args = ap.parse_args()
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        write_tiles(root)
        loader = DataLoader(DFC2020(root), batch_size=args.batch_size, shuffle=True)
        model = DoubleEncoderSegmentation(num_classes=len(DFC_KEEP))
        criterion = nn.CrossEntropyLoss(ignore_index=255)
        optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
        for epoch in range(args.epochs):
            for batch in loader:
                loss, accuracy = step(model, batch, criterion)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            print(f"{epoch}: loss {loss.item():.3f} acc {accuracy.item():.3f}")


if __name__ == "__main__":
    main()
