import torch
import torch.nn as nn


class UpsamplingBlock(nn.Module):
    def __init__(self, in_channels, filters):
        super().__init__()
        self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.refine = nn.Sequential(
            nn.Conv2d(in_channels + filters, filters, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(filters, filters, 3, padding=1),
            nn.ReLU(),
        )

    def forward(self, x, skip):
        return self.refine(torch.cat([skip, self.up(x)], dim=1))


class Decoder(nn.Module):
    def __init__(self, in_channels, filters, filters_rate, up_blocks):
        super().__init__()
        self.blocks = nn.ModuleList()
        for level in reversed(range(up_blocks)):
            block_filters = int(filters * filters_rate ** level)
            self.blocks.append(UpsamplingBlock(in_channels, block_filters))
            in_channels = block_filters
        self.out_channels = in_channels

    def forward(self, x, features):
        for block, skip in zip(self.blocks, features):
            x = block(x, skip)
        return x
