import torch
from torch import nn


def conv(cin, cout, stride=1):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout), nn.SiLU())


class Detector(nn.Module):
    def __init__(self, width=16, depth=1, nc=80, na=3):
        super().__init__()
        self.nc, self.na, self.no = nc, na, nc + 5
        self.backbone = nn.Sequential(conv(3, width, 2), conv(width, width * 2, 2), conv(width * 2, width * 4, 2))
        self.neck = nn.Sequential(*[conv(width * 4, width * 4) for _ in range(depth)])
        self.detect = nn.Conv2d(width * 4, na * self.no, 1)

    def forward(self, x):
        p = self.detect(self.neck(self.backbone(x)))
        b, _, ny, nx = p.shape
        return p.view(b, self.na, self.no, ny * nx).transpose(2, 3)
