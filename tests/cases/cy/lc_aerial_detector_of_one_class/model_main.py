import torch
from torch import nn
from torch.nn import functional as F


def conv_bn(a, b, stride=1, k=3):
    return nn.Sequential(nn.Conv2d(a, b, k, stride, k // 2, bias=False), nn.BatchNorm2d(b), nn.LeakyReLU(0.1))


class Darknet(nn.Module):
    def __init__(self, widths=(16, 32, 48, 64, 96)):
        super().__init__()
        self.layers = nn.ModuleList(conv_bn(a, b, stride=2) for a, b in zip((3,) + widths, widths))
        self.layers_out_filters = widths

    def forward(self, x):
        outs = []
        for layer in self.layers:
            x = layer(x)
            outs.append(x)
        return outs[-2], outs[-1]


class ModelMain(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.backbone = Darknet()
        c4, c5 = self.backbone.layers_out_filters[-2:]
        out_filters = config["model_params"]["out_filters"]
        self.embedding0 = conv_bn(c5, 64)
        self.conv_out0 = nn.Conv2d(64, out_filters, 1)
        self.embedding1_cbl = conv_bn(64, 32, k=1)
        self.embedding1 = conv_bn(c4 + 32, 64)
        self.conv_out1 = nn.Conv2d(64, out_filters, 1)

    def forward(self, x):
        x1, x0 = self.backbone(x)
        branch0 = self.embedding0(x0)
        up = F.interpolate(self.embedding1_cbl(branch0), scale_factor=2, mode="nearest")
        branch1 = self.embedding1(torch.cat([up, x1], 1))
        return self.conv_out0(branch0), self.conv_out1(branch1)
