import torch
from torch import nn


def block(i, o, s=1):
    return nn.Sequential(nn.Conv2d(i, o, 3, s, 1), nn.BatchNorm2d(o), nn.ReLU6(inplace=True))


class MoveHead(nn.Module):
    def __init__(self, channels, out):
        super().__init__()
        self.net = nn.Sequential(block(channels, channels), nn.Conv2d(channels, out, 1))

    def forward(self, x):
        return self.net(x)


class CowMove(nn.Module):
    def __init__(self, num_points, width=16):
        super().__init__()
        self.backbone = nn.Sequential(block(3, width, 2), block(width, 2 * width, 2), block(2 * width, 2 * width))
        self.heat = MoveHead(2 * width, num_points)
        self.center = MoveHead(2 * width, 1)
        self.regs = MoveHead(2 * width, 2 * num_points)
        self.offs = MoveHead(2 * width, 2 * num_points)

    def forward(self, x):
        f = self.backbone(x)
        return torch.cat([self.heat(f).sigmoid(), self.center(f).sigmoid(), self.regs(f), self.offs(f)], 1)
