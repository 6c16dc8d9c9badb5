import torch
from torch import nn


class Down(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(a, b, 3, 2, 1), nn.PReLU())

    def forward(self, x):
        return self.body(x)


class Up(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.up = nn.Sequential(nn.Conv2d(a, b, 3, 1, 1), nn.Upsample(scale_factor=2))
        self.merge = nn.Conv2d(b * 2, b, 1)

    def forward(self, x, skip):
        return self.merge(torch.cat([self.up(x), skip], dim=1))


class EnhanceNet(nn.Module):
    def __init__(self, channels):
        super().__init__()
        c0, c1, c2, c3 = channels
        self.head = nn.Conv2d(3, c0, 3, 1, 1)
        self.down1, self.down2, self.down3 = Down(c0, c1), Down(c1, c2), Down(c2, c3)
        self.up3, self.up2, self.up1 = Up(c3, c2), Up(c2, c1), Up(c1, c0)
        self.tail = nn.Conv2d(c0, 3, 3, 1, 1)

    def forward(self, x):
        f0 = self.head(x)
        f1 = self.down1(f0)
        f2 = self.down2(f1)
        f3 = self.down3(f2)
        y = self.up3(f3, f2)
        y = self.up2(y, f1)
        y = self.up1(y, f0)
        return self.tail(y) + x
