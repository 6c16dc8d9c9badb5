import torch
from torch import nn


class Fire(nn.Module):
    def __init__(self, inplanes, squeeze, expand):
        super().__init__()
        self.squeeze = nn.Sequential(nn.Conv2d(inplanes, squeeze, 1), nn.BatchNorm2d(squeeze), nn.ReLU())
        self.expand1 = nn.Conv2d(squeeze, expand, 1)
        self.expand3 = nn.Conv2d(squeeze, expand, 3, padding=1)

    def forward(self, x):
        x = self.squeeze(x)
        return torch.relu(torch.cat([self.expand1(x), self.expand3(x)], 1))


class SqueezeNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 24, 3, 2, 1), nn.ReLU(), nn.MaxPool2d(2))
        self.fire2 = Fire(24, 8, 16)
        self.fire3 = Fire(32, 8, 24)
        self.conv = nn.Conv2d(48, num_classes, 1)
        self.avg_pool = nn.AvgPool2d(8)

    def forward(self, x):
        x = self.fire3(self.fire2(self.stem(x)))
        return self.avg_pool(self.conv(x))
