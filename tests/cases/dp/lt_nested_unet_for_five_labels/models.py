import torch
from torch import nn


def conv_block(in_ch, out_ch):
    return nn.Sequential(nn.Conv2d(in_ch, out_ch, 3, padding=1), nn.BatchNorm2d(out_ch), nn.ReLU(inplace=True))


class NestedUNet(nn.Module):
    def __init__(self, in_ch=3, out_ch=1, n1=8):
        super().__init__()
        self.pool = nn.MaxPool2d(2)
        self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
        self.conv0_0 = conv_block(in_ch, n1)
        self.conv1_0 = conv_block(n1, n1 * 2)
        self.conv2_0 = conv_block(n1 * 2, n1 * 4)
        self.conv0_1 = conv_block(n1 * 3, n1)
        self.conv1_1 = conv_block(n1 * 6, n1 * 2)
        self.conv0_2 = conv_block(n1 * 4, n1)
        self.final = nn.Conv2d(n1, out_ch, 1)

    def forward(self, x):
        x0_0 = self.conv0_0(x)
        x1_0 = self.conv1_0(self.pool(x0_0))
        x0_1 = self.conv0_1(torch.cat([x0_0, self.up(x1_0)], 1))
        x2_0 = self.conv2_0(self.pool(x1_0))
        x1_1 = self.conv1_1(torch.cat([x1_0, self.up(x2_0)], 1))
        x0_2 = self.conv0_2(torch.cat([x0_0, x0_1, self.up(x1_1)], 1))
        return self.final(x0_2)
