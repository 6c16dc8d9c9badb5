import torch
import torch.nn.functional as F
from torch import nn


def conv_bn(cin, cout, k, **kw):
    return nn.Sequential(nn.Conv2d(cin, cout, k, bias=False, **kw), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class ASPP(nn.Module):
    def __init__(self, cin, cout, rates=(1, 2, 3)):
        super().__init__()
        self.branches = nn.ModuleList(conv_bn(cin, cout, 3, padding=r, dilation=r) for r in rates)
        self.image_pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), *conv_bn(cin, cout, 1))
        self.project = conv_bn(cout * (len(rates) + 1), cout, 1)

    def forward(self, x):
        maps = [b(x) for b in self.branches]
        pooled = self.image_pool(x)
        maps.append(pooled.expand(-1, -1, *x.shape[-2:]))
        return self.project(torch.cat(maps, dim=1))


class DeepLabV3Plus(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.low = conv_bn(3, 16, 3, stride=4, padding=1)
        self.high = conv_bn(16, 32, 3, stride=2, padding=1)
        self.aspp = ASPP(32, 24)
        self.shortcut = conv_bn(16, 8, 1)
        self.classifier = nn.Conv2d(32, num_classes, 1)

    def forward(self, x):
        low = self.low(x)
        deep = self.aspp(self.high(low))
        deep = F.interpolate(deep, size=low.shape[-2:], mode="bilinear", align_corners=False)
        logits = self.classifier(torch.cat([deep, self.shortcut(low)], dim=1))
        return F.interpolate(logits, size=x.shape[-2:], mode="bilinear", align_corners=False)
