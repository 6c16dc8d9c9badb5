import torch
from torch import nn


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.down = nn.Conv2d(inplanes, planes, 1, stride, bias=False)

    def forward(self, x):
        out = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(out)) + self.down(x))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 1, bias=False)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, planes * 4, 1, bias=False)
        self.down = nn.Conv2d(inplanes, planes * 4, 1, stride, bias=False)

    def forward(self, x):
        out = torch.relu(self.bn2(self.conv2(self.conv1(x))))
        return torch.relu(self.conv3(out) + self.down(x))


class ResNet(nn.Module):
    def __init__(self, block, layers, num_classes=1000):
        super().__init__()
        self.inplanes = 64
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        stages = []
        for planes, count, stride in zip((64, 128, 256, 512), layers, (1, 2, 2, 2)):
            for i in range(count):
                stages.append(block(self.inplanes, planes, stride if i == 0 else 1))
                self.inplanes = planes * block.expansion
        self.stages = nn.Sequential(*stages)
        self.fc = nn.Linear(512 * block.expansion, num_classes)

    def forward(self, x):
        x = self.stages(self.maxpool(torch.relu(self.conv1(x))))
        return self.fc(x.mean((2, 3)))


def build(arch):
    # the deep variants are shortened, their width is the real one
    if arch in ("resnet18", "resnet34"):
        return ResNet(BasicBlock, (1, 1, 1, 1))
    return ResNet(Bottleneck, (1, 1, 1, 1))
