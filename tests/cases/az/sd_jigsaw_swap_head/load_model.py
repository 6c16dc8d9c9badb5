import torch
from torch import nn


class MainModel(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.use_dcl = config.use_dcl
        self.model = nn.Sequential(
            nn.Conv2d(3, 32, 7, 4, 3), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 64, 3, 4, 1), nn.BatchNorm2d(64), nn.ReLU(),
        )
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(64, config.numcls, bias=False)
        if self.use_dcl:
            if config.cls_2:
                self.classifier_swap = nn.Linear(64, 2, bias=False)
            if config.cls_2xmul:
                self.classifier_swap = nn.Linear(64, 2 * config.numcls, bias=False)
            self.Convmask = nn.Conv2d(64, 1, 1)
            self.avgpool2 = nn.AvgPool2d(2, stride=2, ceil_mode=True)

    def forward(self, x):
        x = self.model(x)
        out = []
        if self.use_dcl:
            mask = torch.tanh(self.avgpool2(self.Convmask(x))).flatten(1)
        x = self.avgpool(x).flatten(1)
        out.append(self.classifier(x))
        if self.use_dcl:
            out += [self.classifier_swap(x), mask]
        return out
