import torch
from torch import nn


class DualResolution(nn.Module):
    """A detailed and a coarse path with a learned weight for every place of the coarse one."""

    def __init__(self, image_size, planes, num_classes):
        super().__init__()
        h, w = image_size
        self.detail = nn.Sequential(nn.Conv2d(3, planes, 3, 2, 1), nn.ReLU(), nn.Conv2d(planes, planes, 3, 2, 1))
        self.coarse = nn.Sequential(nn.Conv2d(planes, planes, 3, 2, 1), nn.ReLU())
        self.place = nn.Parameter(torch.ones(1, planes, h // 8, w // 8))
        self.head = nn.Conv2d(planes, num_classes, 1)

    def forward(self, x):
        fine = self.detail(x)
        coarse = self.coarse(fine) * self.place
        fused = fine + nn.functional.interpolate(coarse, size=fine.shape[-2:])
        return nn.functional.interpolate(self.head(fused), size=x.shape[-2:], mode="bilinear")
