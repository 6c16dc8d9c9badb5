import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class Bottle2neck(nn.Module):
    def __init__(self, inplanes, planes, stride=1, scale=2):
        super(Bottle2neck, self).__init__()
        width = planes // scale
        self.conv1 = nn.Conv2d(inplanes, width * scale, kernel_size=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width * scale)
        self.convs = nn.ModuleList(
            nn.Conv2d(width, width, kernel_size=3, stride=stride, padding=1, bias=False) for _ in range(scale))
        self.conv3 = nn.Conv2d(width * scale, planes, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(planes)
        self.relu = nn.ReLU(inplace=True)
        self.width = width

    def forward(self, x, residual=None):
        if residual is None:
            residual = x
        out = self.relu(self.bn1(self.conv1(x)))
        spx = torch.split(out, self.width, 1)
        out = torch.cat([conv(sp) for conv, sp in zip(self.convs, spx)], 1)
        out = self.bn3(self.conv3(out))
        out += residual
        return self.relu(out)


class Root(nn.Module):
    def __init__(self, in_channels, out_channels):
        super(Root, self).__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.bn = nn.BatchNorm2d(out_channels)

    def forward(self, *x):
        return torch.relu(self.bn(self.conv(torch.cat(x, 1))))


class Tree(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super(Tree, self).__init__()
        self.tree1 = Bottle2neck(in_channels, out_channels, stride)
        self.tree2 = Bottle2neck(out_channels, out_channels, 1)
        self.root = Root(2 * out_channels, out_channels)
        self.downsample = None
        self.project = None
        if stride > 1:
            self.downsample = nn.MaxPool2d(stride, stride=stride)
        if in_channels != out_channels:
            self.project = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, kernel_size=1, bias=False),
                nn.BatchNorm2d(out_channels),
            )

    def forward(self, x):
        bottom = self.downsample(x) if self.downsample else x
        residual = self.project(bottom) if self.project else bottom
        x1 = self.tree1(x, residual)
        x2 = self.tree2(x1)
        return self.root(x2, x1)


class DLA(nn.Module):
    def __init__(self, channels, num_classes=10):
        super(DLA, self).__init__()
        self.base_layer = nn.Sequential(
            nn.Conv2d(3, channels[0], kernel_size=7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(channels[0]), nn.ReLU(inplace=True))
        self.level2 = Tree(channels[0], channels[1], 2)
        self.level3 = Tree(channels[1], channels[2], 2)
        self.level4 = Tree(channels[2], channels[3], 2)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Conv2d(channels[3], num_classes, kernel_size=1)

    def forward(self, x):
        x = self.base_layer(x)
        x = self.level4(self.level3(self.level2(x)))
        return self.fc(self.avgpool(x)).flatten(1)


torch.manual_seed(0)
train_tf = transforms.Compose([
    transforms.Resize((150, 150)),
    transforms.ToTensor(),
])
train_set = FakeData(size=8, image_size=(3, 180, 180), num_classes=10, transform=train_tf)
model = DLA([16, 32, 32, 64])
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
for images, target in DataLoader(train_set, batch_size=4):
    loss = nn.functional.cross_entropy(model(images), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
