import torch
import torch.nn as nn


def dw(i, o, stride=1):
    return nn.Sequential(nn.Conv2d(i, i, 3, stride, 1, groups=i, bias=False), nn.BatchNorm2d(i), nn.ReLU(inplace=True),
                         nn.Conv2d(i, o, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class LightFPN(nn.Module):
    def __init__(self, c2, c3, out):
        super().__init__()
        self.lat3, self.lat2 = nn.Conv2d(c3, out, 1), nn.Conv2d(c2 + c3, out, 1)
        self.reg, self.obj = dw(out, out), dw(out, out)

    def forward(self, c2, c3):
        p2 = self.lat2(torch.cat([nn.functional.interpolate(c3, scale_factor=2), c2], 1))
        p3 = self.lat3(c3)
        return [(self.reg(p), self.obj(p)) for p in (p2, p3)]


class Detector(nn.Module):
    def __init__(self, classes, anchor_num, out_depth=36):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2))
        self.stage2 = nn.Sequential(dw(16, 24, 2), dw(24, 32, 2))
        self.stage3 = dw(32, 48, 2)
        self.fpn = LightFPN(32, 48, out_depth)
        self.output_reg_layers = nn.Conv2d(out_depth, 4 * anchor_num, 1)
        self.output_obj_layers = nn.Conv2d(out_depth, anchor_num, 1)
        self.output_cls_layers = nn.Conv2d(out_depth, classes, 1)

    def forward(self, x):
        c2 = self.stage2(self.stem(x))
        c3 = self.stage3(c2)
        out = []
        for reg, obj in self.fpn(c2, c3):
            out += [self.output_reg_layers(reg), self.output_obj_layers(obj), self.output_cls_layers(obj)]
        return out
