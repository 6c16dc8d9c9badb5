import torch
from torch import nn


class ConvBnMish(nn.Sequential):
    def __init__(self, in_ch, out_ch, k, stride=1):
        super().__init__(
            nn.Conv2d(in_ch, out_ch, k, stride, (k - 1) // 2, bias=False),
            nn.BatchNorm2d(out_ch),
            nn.Mish(inplace=True),
        )


class YoloHead(nn.Module):
    def __init__(self, in_ch, output_ch):
        super().__init__()
        self.conv1 = ConvBnMish(in_ch, in_ch * 2, 3)
        self.conv2 = nn.Conv2d(in_ch * 2, output_ch, 1)

    def forward(self, x):
        return self.conv2(self.conv1(x))


class Yolo(nn.Module):
    def __init__(self, n_classes=80, n_anchors=3):
        super().__init__()
        output_ch = (4 + 1 + n_classes) * n_anchors
        self.down1 = nn.Sequential(ConvBnMish(3, 8, 3, 2), ConvBnMish(8, 16, 3, 2), ConvBnMish(16, 24, 3, 2))
        self.down2 = ConvBnMish(24, 32, 3, 2)
        self.head8 = YoloHead(24, output_ch)
        self.head16 = YoloHead(32, output_ch)

    def forward(self, x):
        d8 = self.down1(x)
        d16 = self.down2(d8)
        return [self.head8(d8), self.head16(d16)]
