import torch
import torch.nn as nn


class ESPBlock(nn.Module):
    """Reduce, split over dilations, add hierarchically, merge."""

    def __init__(self, n_in, n_out, stride=1, k=4):
        super().__init__()
        n = n_out // k
        self.reduce = nn.Conv2d(n_in, n, 3, stride, 1, bias=False)
        self.branches = nn.ModuleList(nn.Conv2d(n, n, 3, padding=2 ** i, dilation=2 ** i, bias=False) for i in range(k))
        self.bn = nn.BatchNorm2d(n_out)
        self.act = nn.PReLU(n_out)
        self.add = stride == 1 and n_in == n_out

    def forward(self, x):
        r = self.reduce(x)
        outs = [self.branches[0](r)]
        for b in self.branches[1:]:
            outs.append(outs[-1] + b(r))
        y = torch.cat(outs, 1)
        return self.act(self.bn(x + y if self.add else y))


class ESPNet(nn.Module):
    def __init__(self, num_classes=19):
        super().__init__()
        self.level1 = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.PReLU(16))
        self.level2 = nn.Sequential(ESPBlock(16, 32, stride=2), ESPBlock(32, 32))
        self.level3 = nn.Sequential(ESPBlock(32, 64, stride=2), ESPBlock(64, 64))
        self.head = nn.Conv2d(64, num_classes, 1)

    def forward(self, x):
        feat = self.level3(self.level2(self.level1(x)))
        return [self.head(feat), feat]
