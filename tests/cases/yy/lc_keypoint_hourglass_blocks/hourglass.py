import torch
import torch.nn.functional as F
from torch import nn


class DownBlock2d(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.conv = nn.Conv2d(in_features, out_features, 3, padding=1)
        self.norm = nn.BatchNorm2d(out_features)

    def forward(self, x):
        return F.avg_pool2d(F.relu(self.norm(self.conv(x))), 2)


class UpBlock2d(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.conv = nn.Conv2d(in_features, out_features, 3, padding=1)
        self.norm = nn.BatchNorm2d(out_features)

    def forward(self, x):
        return F.relu(self.norm(self.conv(F.interpolate(x, scale_factor=2))))


class Hourglass(nn.Module):
    def __init__(self, block_expansion, in_features, num_blocks, max_features):
        super().__init__()
        width = lambda i: min(max_features, block_expansion * 2 ** i)
        self.down_blocks = nn.ModuleList(
            [DownBlock2d(in_features if i == 0 else width(i), width(i + 1)) for i in range(num_blocks)])
        self.up_blocks = nn.ModuleList(
            [UpBlock2d((1 if i == num_blocks - 1 else 2) * width(i + 1), width(i)) for i in reversed(range(num_blocks))])
        self.out_filters = block_expansion + in_features

    def forward(self, x):
        outs = [x]
        for block in self.down_blocks:
            outs.append(block(outs[-1]))
        out = outs.pop()
        for block in self.up_blocks:
            out = block(out)
            skip = outs.pop()
            out = torch.cat([out, skip], dim=1)
        return out
