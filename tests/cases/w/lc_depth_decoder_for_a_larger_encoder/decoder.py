import torch
import torch.nn as nn
import torch.nn.functional as F


class UpBlock(nn.Module):
    """Doubles a map and joins it with the encoder's map of that size."""

    def __init__(self, channels, skip, out):
        super().__init__()
        self.reduce = nn.Conv2d(channels, out, 1)
        self.merge = nn.Sequential(nn.Conv2d(out + skip, out, 3, padding=1), nn.BatchNorm2d(out), nn.ELU())

    def forward(self, x, skip):
        x = F.interpolate(self.reduce(x), size=skip.shape[2:], mode="bilinear", align_corners=False)
        return self.merge(torch.cat([x, skip], dim=1))


class Decoder(nn.Module):
    def __init__(self, dim_list):
        super().__init__()
        first, second, third, last = dim_list
        self.up3 = UpBlock(last, third, 64)
        self.up2 = UpBlock(64, second, 32)
        self.up1 = UpBlock(32, first, 16)
        self.depth = nn.Conv2d(16, 1, 3, padding=1)

    def forward(self, features):
        c1, c2, c3, c4 = features
        x = self.up1(self.up2(self.up3(c4, c3), c2), c1)
        return torch.sigmoid(self.depth(x)) * 10
