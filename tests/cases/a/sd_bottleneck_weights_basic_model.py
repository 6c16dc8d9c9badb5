import argparse
import os
import tempfile

import torch
import torch.nn as nn


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inplanes, planes, stride=1, downsample=None):
        super(BasicBlock, self).__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = downsample

    def forward(self, x):
        residual = x if self.downsample is None else self.downsample(x)
        out = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(out)) + residual)


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inplanes, planes, stride=1, downsample=None):
        super(Bottleneck, self).__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, planes * 4, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(planes * 4)
        self.downsample = downsample

    def forward(self, x):
        residual = x if self.downsample is None else self.downsample(x)
        out = torch.relu(self.bn1(self.conv1(x)))
        out = torch.relu(self.bn2(self.conv2(out)))
        return torch.relu(self.bn3(self.conv3(out)) + residual)


class ResNet(nn.Module):
    def __init__(self, depth, num_classes=100, block_name="BasicBlock"):
        super(ResNet, self).__init__()
        if block_name.lower() == "basicblock":
            n, block = (depth - 2) // 6, BasicBlock
        elif block_name.lower() == "bottleneck":
            n, block = (depth - 2) // 9, Bottleneck
        self.inplanes = 16
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = self._make_layer(block, 16, n)
        self.layer2 = self._make_layer(block, 32, n, stride=2)
        self.fc = nn.Linear(32 * block.expansion, num_classes)

    def _make_layer(self, block, planes, blocks, stride=1):
        downsample = None
        if stride != 1 or self.inplanes != planes * block.expansion:
            downsample = nn.Sequential(
                nn.Conv2d(self.inplanes, planes * block.expansion, 1, stride, bias=False),
                nn.BatchNorm2d(planes * block.expansion))
        layers = [block(self.inplanes, planes, stride, downsample)]
        self.inplanes = planes * block.expansion
        layers += [block(self.inplanes, planes) for _ in range(1, blocks)]
        return nn.Sequential(*layers)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        return self.fc(self.layer2(self.layer1(x)).mean((2, 3)))


def download(path):
    """The CIFAR-100 checkpoint of the model zoo (a network of bottleneck blocks)."""
    zoo = ResNet(depth=29, num_classes=100, block_name="Bottleneck")
    torch.save({"epoch": 164, "best_acc": 71.1, "state_dict": zoo.state_dict()}, path)


parser = argparse.ArgumentParser(description="CIFAR evaluation")
parser.add_argument("--depth", type=int, default=29)
parser.add_argument("--block-name", type=str, default="BasicBlock", help="BasicBlock or Bottleneck")
parser.add_argument("--num-classes", type=int, default=100)
args = parser.parse_args()

model = ResNet(args.depth, args.num_classes, args.block_name)
with tempfile.TemporaryDirectory() as tmp:
    resume = os.path.join(tmp, "model_best.pth.tar")
    download(resume)
    checkpoint = torch.load(resume)
model.load_state_dict(checkpoint["state_dict"])
model.eval()
with torch.no_grad():
    print("best acc", checkpoint["best_acc"], model(torch.rand(4, 3, 32, 32)).argmax(1))
