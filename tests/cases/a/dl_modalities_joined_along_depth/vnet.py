import torch
from torch import nn


class InputTransition(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.conv1 = nn.Conv3d(in_channels, out_channels, kernel_size=3, padding=1)
        self.bn1 = nn.BatchNorm3d(out_channels)
        self.relu1 = nn.PReLU(out_channels)

    def forward(self, x):
        return self.relu1(self.bn1(self.conv1(x)))


class VNetLight(nn.Module):
    def __init__(self, in_channels=4, classes=4):
        super().__init__()
        self.in_tr = InputTransition(in_channels, 8)
        self.down = nn.Conv3d(8, 16, kernel_size=2, stride=2)
        self.up = nn.ConvTranspose3d(16, 8, kernel_size=2, stride=2)
        self.out_tr = nn.Conv3d(16, classes, kernel_size=1)

    def forward(self, x):
        out16 = self.in_tr(x)
        deep = torch.relu(self.down(out16))
        return self.out_tr(torch.cat([self.up(deep), out16], dim=1))
