import torch
from torch import nn


class ConvBlock(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = torch.relu(self.bn2(self.conv2(x)))
        return nn.functional.avg_pool2d(x, 2)


class CRNN9(nn.Module):
    def __init__(self, class_num):
        super().__init__()
        self.conv_block1 = ConvBlock(in_channels=10, out_channels=16)
        self.conv_block2 = ConvBlock(in_channels=16, out_channels=32)
        self.conv_block3 = ConvBlock(in_channels=32, out_channels=64)
        self.gru = nn.GRU(64, 32, batch_first=True, bidirectional=True)
        self.event_fc = nn.Linear(64, class_num)

    def forward(self, x):
        x = self.conv_block3(self.conv_block2(self.conv_block1(x)))
        x = x.mean(dim=3).transpose(1, 2)
        x, _ = self.gru(x)
        return torch.sigmoid(self.event_fc(x))
