import torch
from torch import nn


class SELayer(nn.Module):
    def __init__(self, channel, reduction):
        super().__init__()
        self.fc = nn.Sequential(
            nn.Linear(channel, channel // reduction, bias=False),
            nn.ReLU(inplace=True),
            nn.Linear(channel // reduction, channel, bias=False),
            nn.Sigmoid(),
        )

    def forward(self, x):
        return x * self.fc(x.mean((2, 3)))[:, :, None, None]


class SEBlock(nn.Module):
    def __init__(self, cin, cout, stride, reduction):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn = nn.BatchNorm2d(cout)
        self.se = SELayer(cout, reduction)

    def forward(self, x):
        return torch.relu(self.se(self.bn(self.conv(x))))


class SEResNet(nn.Module):
    def __init__(self, num_classes=10, reduction=16):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 3, 2, 1, bias=False)
        self.layer1 = nn.Sequential(SEBlock(64, 64, 1, reduction))
        self.layer2 = nn.Sequential(SEBlock(64, 128, 2, reduction))
        self.fc = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.layer2(self.layer1(self.conv1(x)))
        return self.fc(x.mean((2, 3)))
