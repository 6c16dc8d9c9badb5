import torch
from torch import nn


class TinySSD(nn.Module):
    def __init__(self, num_classes, boxes=2):
        super().__init__()
        self.num_classes = num_classes
        self.base = nn.Sequential(nn.Conv2d(3, 16, 3, 4, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())
        self.extra = nn.Sequential(nn.Conv2d(32, 32, 3, 2, 1), nn.ReLU())
        self.loc = nn.ModuleList(nn.Conv2d(32, boxes * 4, 3, padding=1) for _ in range(2))
        self.conf = nn.ModuleList(nn.Conv2d(32, boxes * num_classes, 3, padding=1) for _ in range(2))
        self.num_priors = boxes * (8 * 8 + 4 * 4)

    def forward(self, x):
        first = self.base(x)
        maps = [first, self.extra(first)]
        loc = [layer(m).permute(0, 2, 3, 1).flatten(1) for layer, m in zip(self.loc, maps)]
        conf = [layer(m).permute(0, 2, 3, 1).flatten(1) for layer, m in zip(self.conf, maps)]
        n = x.size(0)
        return torch.cat(loc, 1).view(n, -1, 4), torch.cat(conf, 1).view(n, -1, self.num_classes)
