import torch
from torch import nn


def conv_block(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class U_Net(nn.Module):
    def __init__(self, img_ch=3, output_ch=1):
        super().__init__()
        self.Maxpool = nn.MaxPool2d(2)
        self.Conv1 = conv_block(img_ch, 8)
        self.Conv2 = conv_block(8, 16)
        self.Up2 = nn.Sequential(nn.Upsample(scale_factor=2), conv_block(16, 8))
        self.Up_conv2 = conv_block(16, 8)
        self.Conv_1x1 = nn.Conv2d(8, output_ch, 1)

    def forward(self, x):
        x1 = self.Conv1(x)
        x2 = self.Conv2(self.Maxpool(x1))
        d2 = torch.cat((x1, self.Up2(x2)), dim=1)
        return self.Conv_1x1(self.Up_conv2(d2))
