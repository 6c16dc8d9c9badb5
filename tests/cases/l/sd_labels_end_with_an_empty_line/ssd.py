import torch
from torch import nn


class SSD(nn.Module):
    def __init__(self, num_classes, channels=(16, 32), boxes=6):
        super().__init__()
        self.num_classes = num_classes
        self.base_net = nn.ModuleList()
        cin = 3
        for c in channels:
            self.base_net.append(nn.Sequential(nn.Conv2d(cin, c, 3, 2, 1), nn.BatchNorm2d(c), nn.ReLU()))
            cin = c
        self.classification_headers = nn.ModuleList(nn.Conv2d(c, boxes * num_classes, 3, padding=1) for c in channels)
        self.regression_headers = nn.ModuleList(nn.Conv2d(c, boxes * 4, 3, padding=1) for c in channels)

    def forward(self, x):
        confidences, locations = [], []
        for base, cls, reg in zip(self.base_net, self.classification_headers, self.regression_headers):
            x = base(x)
            confidences.append(cls(x).permute(0, 2, 3, 1).reshape(x.size(0), -1, self.num_classes))
            locations.append(reg(x).permute(0, 2, 3, 1).reshape(x.size(0), -1, 4))
        return torch.cat(confidences, 1), torch.cat(locations, 1)
