import torch
from torch import nn
import torch.nn.functional as F

from backbones import BACKBONES, ResNetBackbone


def conv_bn(cin, cout, k=1, dilation=1):
    pad = dilation * (k // 2)
    return nn.Sequential(nn.Conv2d(cin, cout, k, padding=pad, dilation=dilation, bias=False), nn.BatchNorm2d(cout), nn.ReLU())


class ASPP(nn.Module):
    def __init__(self, cin, cout=64, rates=(2, 4)):
        super().__init__()
        self.branches = nn.ModuleList([conv_bn(cin, cout)] + [conv_bn(cin, cout, 3, r) for r in rates])
        self.project = conv_bn(cout * (len(rates) + 1), cout)

    def forward(self, x):
        return self.project(torch.cat([b(x) for b in self.branches], dim=1))


class DeepLabV3Plus(nn.Module):
    def __init__(self, backbone_name, num_classes):
        super().__init__()
        cfg = BACKBONES[backbone_name]
        self.backbone = ResNetBackbone(backbone_name)
        self.aspp = ASPP(cfg["c4"])
        self.low = conv_bn(cfg["c1"], 48)
        self.head = nn.Sequential(conv_bn(64 + 48, 64, 3), nn.Conv2d(64, num_classes, 1))

    def forward(self, x):
        low, top = self.backbone(x)
        top = F.interpolate(self.aspp(top), size=low.shape[-2:], mode="bilinear", align_corners=False)
        out = self.head(torch.cat([top, self.low(low)], dim=1))
        return F.interpolate(out, size=x.shape[-2:], mode="bilinear", align_corners=False)
