import torch
from torch import nn


class conv_block(nn.Module):
    def __init__(self, ch_in, ch_out):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(ch_in, ch_out, kernel_size=3, stride=1, padding=1), nn.BatchNorm2d(ch_out), nn.ReLU(inplace=True),
            nn.Conv2d(ch_out, ch_out, kernel_size=3, stride=1, padding=1), nn.BatchNorm2d(ch_out), nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.conv(x)


class SmallUNet(nn.Module):
    def __init__(self, img_ch=3, output_ch=1):
        super().__init__()
        self.pool = nn.MaxPool2d(2)
        self.Conv1 = conv_block(img_ch, 16)
        self.Conv2 = conv_block(16, 32)
        self.Up = nn.Upsample(scale_factor=2)
        self.Up_conv = conv_block(48, 16)
        self.Conv_1x1 = nn.Conv2d(16, output_ch, 1)

    def forward(self, x):
        x1 = self.Conv1(x)
        x2 = self.Conv2(self.pool(x1))
        return self.Conv_1x1(self.Up_conv(torch.cat((x1, self.Up(x2)), dim=1)))
