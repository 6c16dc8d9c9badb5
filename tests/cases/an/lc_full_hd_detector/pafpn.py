import torch
from torch import nn


def conv(c_in, c_out, k=3, s=1):
    return nn.Sequential(nn.Conv2d(c_in, c_out, k, s, k // 2, bias=False), nn.BatchNorm2d(c_out), nn.SiLU())


class Backbone(nn.Module):
    def __init__(self, width):
        super().__init__()
        c = (3,) + tuple(width)
        self.stages = nn.ModuleList(conv(a, b, s=2) for a, b in zip(c[:-1], c[1:]))

    def forward(self, x):
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps[-3:]


class PAFPN(nn.Module):
    def __init__(self, width):
        super().__init__()
        c3, c4, c5 = width[-3:]
        self.backbone = Backbone(width)
        self.upsample = nn.Upsample(scale_factor=2, mode="nearest")
        self.lateral_conv0 = conv(c5, c4, 1)
        self.p4 = conv(2 * c4, c4)
        self.reduce_conv1 = conv(c4, c3, 1)
        self.p3 = conv(2 * c3, c3)

    def forward(self, images):
        x2, x1, x0 = self.backbone(images)
        fpn_out0 = self.lateral_conv0(x0)
        f_out0 = self.upsample(fpn_out0)
        f_out0 = self.p4(torch.cat([f_out0, x1], 1))
        fpn_out1 = self.reduce_conv1(f_out0)
        f_out1 = self.upsample(fpn_out1)
        f_out1 = self.p3(torch.cat([f_out1, x2], 1))
        return f_out1, f_out0
