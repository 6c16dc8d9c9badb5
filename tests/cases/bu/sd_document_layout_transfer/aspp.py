import torch
import torch.nn as nn
import torch.nn.functional as F


class ASPP(nn.Module):
    def __init__(self, in_channels, num_classes, mid=256):
        super().__init__()
        self.conv_1x1_1 = nn.Conv2d(in_channels, mid, kernel_size=1)
        self.conv_3x3_1 = nn.Conv2d(in_channels, mid, kernel_size=3, padding=6, dilation=6)
        self.conv_3x3_2 = nn.Conv2d(in_channels, mid, kernel_size=3, padding=12, dilation=12)
        self.conv_1x1_2 = nn.Conv2d(in_channels, mid, kernel_size=1)
        self.conv_1x1_3 = nn.Conv2d(mid * 4, mid, kernel_size=1)
        self.bn = nn.BatchNorm2d(mid)
        self.conv_1x1_4 = nn.Conv2d(mid, num_classes, kernel_size=1)

    def forward(self, f):
        h, w = f.shape[-2:]
        pooled = F.relu(self.conv_1x1_2(F.adaptive_avg_pool2d(f, 1)))
        out = torch.cat([
            F.relu(self.conv_1x1_1(f)),
            F.relu(self.conv_3x3_1(f)),
            F.relu(self.conv_3x3_2(f)),
            F.interpolate(pooled, size=(h, w), mode="bilinear", align_corners=False),
        ], 1)
        out = F.relu(self.bn(self.conv_1x1_3(out)))
        return self.conv_1x1_4(out)
