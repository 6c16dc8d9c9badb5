import argparse

import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset


class VesselPatches(Dataset):
    """Patches of CT volumes with a binary mask of the vessels."""

    def __init__(self, count=6, patch=(16, 32, 32)):
        self.count, self.patch = count, patch

    def __len__(self):
        return self.count

    def __getitem__(self, idx):
        g = torch.Generator().manual_seed(100 + idx)
        raw = torch.randn(1, *self.patch, generator=g)
        smooth = F.avg_pool3d(raw, 3, stride=1, padding=1)
        label = (smooth > 0.25).float()
        return (raw - raw.mean()) / raw.std(), label


def double_conv(c_in, c_out):
    return nn.Sequential(
        nn.Conv3d(c_in, c_out, 3, padding=1, bias=False), nn.GroupNorm(4, c_out), nn.ReLU(inplace=True),
        nn.Conv3d(c_out, c_out, 3, padding=1, bias=False), nn.GroupNorm(4, c_out), nn.ReLU(inplace=True),
    )


class UNet3D(nn.Module):
    def __init__(self, in_channels, out_channels, f_maps=8):
        super().__init__()
        self.enc1 = double_conv(in_channels, f_maps)
        self.enc2 = double_conv(f_maps, f_maps * 2)
        self.enc3 = double_conv(f_maps * 2, f_maps * 4)
        self.dec2 = double_conv(f_maps * 6, f_maps * 2)
        self.dec1 = double_conv(f_maps * 3, f_maps)
        self.final = nn.Conv3d(f_maps, out_channels, 1)

    def forward(self, x):
        e1 = self.enc1(x)
        e2 = self.enc2(F.max_pool3d(e1, 2))
        e3 = self.enc3(F.max_pool3d(e2, 2))
        d2 = self.dec2(torch.cat([e2, F.interpolate(e3, size=e2.shape[2:])], dim=1))
        d1 = self.dec1(torch.cat([e1, F.interpolate(d2, size=e1.shape[2:])], dim=1))
        return self.final(d1)


def dice(probs, target, eps=1e-6):
    inter = (probs * target).flatten(1).sum(1)
    total = (probs ** 2).flatten(1).sum(1) + (target ** 2).flatten(1).sum(1)
    return (2 * inter / total.clamp(min=eps)).mean()


def bce_dice_loss(logits, target):
    bce = F.binary_cross_entropy_with_logits(logits, target)
    return bce + 1 - dice(torch.sigmoid(logits), target)


def cross_entropy_loss(logits, target):
    return F.cross_entropy(logits, target[:, 0].long())


LOSSES = {"ce": cross_entropy_loss, "bce_dice": bce_dice_loss}


def parse_args():
    p = argparse.ArgumentParser()
    p.add_argument("--in-channels", type=int, default=1)
    p.add_argument("--out-channels", type=int, default=2)
    p.add_argument("--loss", choices=sorted(LOSSES), default="bce_dice")
    p.add_argument("--epochs", type=int, default=2)
    p.add_argument("--lr", type=float, default=2e-3)
    return p.parse_args()


def main():
    args = parse_args()
    torch.manual_seed(0)
    model = UNet3D(args.in_channels, args.out_channels)
    criterion = LOSSES[args.loss]
    optimizer = optim.Adam(model.parameters(), lr=args.lr)
    loader = DataLoader(VesselPatches(), batch_size=2, shuffle=True)
    for epoch in range(args.epochs):
        for volume, label in loader:
            loss = criterion(model(volume), label)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}/{args.epochs} loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
