import torch
from torch import nn


def conv_block(cin, cout):
    return nn.Sequential(
        nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
        nn.Conv2d(cout, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
    )


class UpConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.up = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(cin, cout, 3, padding=1), nn.ReLU(inplace=True))

    def forward(self, x):
        return self.up(x)


class UNet(nn.Module):
    def __init__(self, in_ch=3, out_ch=1, w=8):
        super().__init__()
        self.pool = nn.MaxPool2d(2)
        self.conv1, self.conv2 = conv_block(in_ch, w), conv_block(w, 2 * w)
        self.conv3, self.conv4 = conv_block(2 * w, 4 * w), conv_block(4 * w, 8 * w)
        self.up4, self.up_conv4 = UpConv(8 * w, 4 * w), conv_block(8 * w, 4 * w)
        self.up3, self.up_conv3 = UpConv(4 * w, 2 * w), conv_block(4 * w, 2 * w)
        self.up2, self.up_conv2 = UpConv(2 * w, w), conv_block(2 * w, w)
        self.out = nn.Conv2d(w, out_ch, 1)

    def forward(self, x):
        x1 = self.conv1(x)
        x2 = self.conv2(self.pool(x1))
        x3 = self.conv3(self.pool(x2))
        x4 = self.conv4(self.pool(x3))
        d4 = self.up4(x4)
        d4 = self.up_conv4(torch.cat((x3, d4), dim=1))
        d3 = self.up3(d4)
        d3 = self.up_conv3(torch.cat((x2, d3), dim=1))
        d2 = self.up2(d3)
        d2 = self.up_conv2(torch.cat((x1, d2), dim=1))
        return self.out(d2)
