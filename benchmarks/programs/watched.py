"""Models of three sizes, and one with faults, whose files are saved again and again under ``check --watch``."""

import torch
from torch import nn


def block(into, out, kernel, stride=1):
    return nn.Sequential(nn.Conv2d(into, out, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(out), nn.ReLU())


class UNet(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.down, self.pool, self.mid = block(3, width, 3), nn.MaxPool2d(2), block(width, 2 * width, 3)
        self.up, self.out = nn.ConvTranspose2d(2 * width, width, 2, stride=2), nn.Conv2d(2 * width, 4, 1)

    def forward(self, x):
        skip = self.down(x)
        return self.out(torch.cat([skip, self.up(self.mid(self.pool(skip)))], dim=1))


class Bottleneck(nn.Module):
    def __init__(self, into, width, stride):
        super().__init__()
        self.body = nn.Sequential(block(into, width, 1), block(width, width, 3, stride), block(width, 4 * width, 1))
        self.short = nn.Identity() if stride == 1 and into == 4 * width else block(into, 4 * width, 1, stride)

    def forward(self, x):
        return self.body(x) + self.short(x)


class ResNet(nn.Module):
    """As deep as ResNet-50."""

    def __init__(self, width=64, features=2048):
        super().__init__()
        layers, into = [block(3, width, 7, 2), nn.MaxPool2d(3, 2, 1)], width
        for stage, count in enumerate((3, 4, 6, 3)):
            for number in range(count):
                layers.append(Bottleneck(into, width << stage, 2 if stage and not number else 1))
                into = 4 * width << stage
        self.body, self.head = nn.Sequential(*layers), nn.Linear(features * width // 64, 1000)

    def forward(self, x):
        return self.head(self.body(x).mean((2, 3)))


class Encoder(nn.Module):
    """Twelve layers of attention."""

    def __init__(self, heads=8):
        super().__init__()
        layer = nn.TransformerEncoderLayer(256, heads, 1024, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, 12)

    def forward(self, x):
        return self.layers(x).mean(1)


class TenFaults(nn.Module):
    """Half of its layers are built for other widths than those before them give."""

    def __init__(self, width=32):
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(width if i else 3, width, 3, padding=1) for i in range(4))
        self.wrong = nn.ModuleList(nn.Conv2d(width + 1 + i, width, 3, padding=1) for i in range(4))
        self.norms = nn.ModuleList(nn.BatchNorm2d(width + 2 + i) for i in range(3))
        self.head = nn.Sequential(nn.Linear(2 * width, width), nn.Linear(width + 5, width), nn.Linear(width + 7, 10))

    def forward(self, x):
        for layer in (*self.convs, *self.wrong, *self.norms):
            x = layer(x).relu()
        return self.head(x.mean((2, 3)))
