import torch
import torch.nn.functional as F
from torch import nn


class SameBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1)
        self.norm = nn.BatchNorm2d(cout)

    def forward(self, x):
        return F.relu(self.norm(self.conv(x)))


class Hourglass(nn.Module):
    """Halves the map num_blocks times and comes back over skip connections."""

    def __init__(self, block_expansion, in_features, num_blocks, max_features):
        super().__init__()

        def width(level):
            return min(max_features, block_expansion * 2 ** level)

        self.down_blocks = nn.ModuleList()
        for i in range(num_blocks):
            self.down_blocks.append(SameBlock(in_features if i == 0 else width(i), width(i + 1)))
        self.up_blocks = nn.ModuleList()
        for i in reversed(range(num_blocks)):
            cin = (1 if i == num_blocks - 1 else 2) * width(i + 1)
            self.up_blocks.append(SameBlock(cin, width(i)))
        self.out_filters = block_expansion + in_features

    def forward(self, x):
        outs = [x]
        for block in self.down_blocks:
            outs.append(F.avg_pool2d(block(outs[-1]), 2))
        out = outs.pop()
        for block in self.up_blocks:
            out = block(F.interpolate(out, scale_factor=2))
            skip = outs.pop()
            out = torch.cat([out, skip], dim=1)
        return out


class KPDetector(nn.Module):
    def __init__(self, block_expansion, num_kp, num_channels, max_features, num_blocks, temperature, scale_factor):
        super().__init__()
        self.scale_factor, self.temperature = scale_factor, temperature
        self.predictor = Hourglass(block_expansion, num_channels, num_blocks, max_features)
        self.kp = nn.Conv2d(self.predictor.out_filters, num_kp, 7, padding=3)

    def forward(self, x):
        x = F.interpolate(x, scale_factor=self.scale_factor, mode="bilinear", align_corners=False)
        heatmap = self.kp(self.predictor(x))
        b, k, h, w = heatmap.shape
        prob = torch.softmax(heatmap.view(b, k, -1) / self.temperature, dim=2).view(b, k, h, w)
        ys = torch.linspace(-1, 1, h).view(1, 1, h, 1)
        xs = torch.linspace(-1, 1, w).view(1, 1, 1, w)
        return torch.stack([(prob * xs).sum((2, 3)), (prob * ys).sum((2, 3))], dim=-1)
