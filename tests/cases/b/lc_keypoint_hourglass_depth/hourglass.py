import torch
from torch import nn
from torch.nn import functional as F


class DownBlock2d(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1)
        self.norm = nn.BatchNorm2d(cout)

    def forward(self, x):
        return F.avg_pool2d(F.relu(self.norm(self.conv(x))), 2)


class UpBlock2d(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1)
        self.norm = nn.BatchNorm2d(cout)

    def forward(self, x):
        return F.relu(self.norm(self.conv(F.interpolate(x, scale_factor=2))))


class Hourglass(nn.Module):
    def __init__(self, expansion, in_features, num_blocks, max_features):
        super().__init__()

        def width(i):
            return min(max_features, expansion * 2 ** i)

        self.down = nn.ModuleList()
        self.up = nn.ModuleList()
        for i in range(num_blocks):
            self.down.append(DownBlock2d(in_features if i == 0 else width(i), width(i + 1)))
        for i in reversed(range(num_blocks)):
            self.up.append(UpBlock2d((1 if i == num_blocks - 1 else 2) * width(i + 1), width(i)))
        self.out_filters = width(0) + in_features

    def forward(self, x):
        skips = [x]
        for block in self.down:
            skips.append(block(skips[-1]))
        out = skips.pop()
        for block in self.up:
            out = block(out)
            out = torch.cat([out, skips.pop()], dim=1)
        return out
