import torch
import torch.nn as nn


class BasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = None
        if stride != 1 or inplanes != planes:
            self.downsample = nn.Sequential(nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        out = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(out)) + identity)


def make_layer(inplanes, planes, blocks, stride):
    return nn.Sequential(BasicBlock(inplanes, planes, stride), *(BasicBlock(planes, planes) for _ in range(blocks - 1)))


class ResNet18(nn.Module):
    """A stem of 16 channels and four stages, of a quarter of the usual widths."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = make_layer(16, 16, 2, 1)
        self.layer2 = make_layer(16, 32, 2, 2)
        self.layer3 = make_layer(32, 64, 2, 2)
        self.layer4 = make_layer(64, 128, 2, 2)


class DeepFeatureExtractor(nn.Module):
    """Runs the encoder and keeps the maps behind some of its stages."""

    def __init__(self):
        super().__init__()
        self.encoder = ResNet18()
        self.layer_list = ["relu", "layer1", "layer2", "layer3"]
        self.dim_list = [16, 64, 128, 256]

    def forward(self, x):
        features = []
        for name, layer in self.encoder.named_children():
            x = layer(x)
            if name in self.layer_list:
                features.append(x)
            if name == self.layer_list[-1]:
                break
        return features
