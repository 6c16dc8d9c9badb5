import torch
from torch import nn


class Decoder(nn.Module):
    """Goes from the deepest map back to the first; ``features`` are the widths that it leaves at each level."""

    def __init__(self, feature_maps, features):
        super().__init__()
        self.channels = features
        blocks, coming = [], feature_maps[-1]
        for skip, width in zip(reversed(feature_maps[1:]), reversed(features)):
            blocks.append(nn.Sequential(nn.Conv2d(coming + skip, width, 3, padding=1), nn.ReLU()))
            coming = width
        self.blocks = nn.ModuleList(blocks)

    def forward(self, maps):
        x = maps[-1]
        for block, skip in zip(self.blocks, reversed(maps[:-1])):
            x = nn.functional.interpolate(x, size=skip.shape[-2:], mode="nearest")
            x = block(torch.cat([x, skip], 1))
        return x
