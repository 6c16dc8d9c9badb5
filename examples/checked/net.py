"""A small U-Net and a classifier, for `shapefault check`; the classifier has two wrong numbers."""

import torch
from torch import nn


class UNet(nn.Module):
    def __init__(self, width=16, classes=4):
        super().__init__()
        self.down = nn.Conv2d(3, width, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.mid = nn.Conv2d(width, 2 * width, 3, padding=1)
        self.up = nn.ConvTranspose2d(2 * width, width, 2, stride=2)
        self.out = nn.Conv2d(2 * width, classes, 1)

    def forward(self, image):
        skip = self.down(image).relu()
        x = self.up(self.mid(self.pool(skip)).relu())
        return self.out(torch.cat([skip, x], dim=1))


class Classifier(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.first = nn.Conv2d(3, 32, 3, padding=1)
        self.second = nn.Conv2d(64, 64, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.hidden = nn.Linear(64 * 8 * 8, 128)
        self.head = nn.Linear(256, classes)

    def forward(self, image):
        x = self.pool(self.first(image).relu())
        x = self.pool(self.second(x).relu())
        return self.head(self.hidden(x.flatten(1)).relu())
