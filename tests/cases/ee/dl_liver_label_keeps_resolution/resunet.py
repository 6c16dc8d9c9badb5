import torch
from torch import nn


class ResUNet(nn.Module):
    def __init__(self, ch=8):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv3d(1, ch, 3, padding=1), nn.PReLU(ch))
        self.down = nn.Sequential(nn.Conv3d(ch, 2 * ch, 2, 2), nn.PReLU(2 * ch))
        self.up = nn.ConvTranspose3d(2 * ch, ch, 2, 2)
        self.map = nn.Conv3d(2 * ch, 1, 1)

    def forward(self, x):
        skip = self.enc(x)
        x = self.up(self.down(skip))
        return torch.sigmoid(self.map(torch.cat([skip, x], dim=1)))


class DiceLoss(nn.Module):
    def forward(self, pred, target):
        dims = (1, 2, 3, 4)
        inter = (pred * target).sum(dim=dims)
        return (1 - 2 * inter / (pred.pow(2).sum(dim=dims) + target.pow(2).sum(dim=dims) + 1e-5)).mean()
