from torch import nn

from release import load_file
from se_module import SELayer


class SEBasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride=1, reduction=8):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.se = SELayer(planes, reduction)
        self.relu = nn.ReLU()
        self.downsample = None
        if stride != 1 or inplanes != planes:
            self.downsample = nn.Sequential(nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        residual = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.se(self.bn2(self.conv2(out)))
        return self.relu(out + residual)


class SEResNet(nn.Module):
    def __init__(self, layers, num_classes=1000, width=16):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, 2, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        blocks, cin = [], width
        for i, n in enumerate(layers):
            for j in range(n):
                blocks.append(SEBasicBlock(cin, width * 2 ** i, stride=2 if i and j == 0 else 1))
                cin = width * 2 ** i
        self.layers = nn.Sequential(*blocks)
        self.fc = nn.Linear(cin, num_classes)

    def forward(self, x):
        return self.fc(self.layers(self.stem(x)).mean((2, 3)))


def se_resnet14(num_classes=1000, pretrained=None):
    model = SEResNet([2, 2, 2], num_classes=num_classes)
    if pretrained:
        model.load_state_dict(load_file(pretrained))
    return model
