import torch
import torch.nn as nn
import torch.nn.functional as F


class Bottleneck(nn.Module):
    def __init__(self, inplanes, planes, stride=1, dilation=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes // 4, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes // 4)
        self.conv2 = nn.Conv2d(planes // 4, planes // 4, 3, stride, dilation, dilation, bias=False)
        self.bn2 = nn.BatchNorm2d(planes // 4)
        self.conv3 = nn.Conv2d(planes // 4, planes, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(planes)
        self.down = None
        if stride != 1 or inplanes != planes:
            self.down = nn.Sequential(nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = F.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        return F.relu(out + (x if self.down is None else self.down(x)))


class PSPModule(nn.Module):
    def __init__(self, features, out_features, sizes=(1, 2, 3, 6)):
        super().__init__()
        self.stages = nn.ModuleList(
            nn.Sequential(nn.AdaptiveAvgPool2d(s), nn.Conv2d(features, out_features, 1, bias=False)) for s in sizes)
        self.bottleneck = nn.Conv2d(features + len(sizes) * out_features, out_features, 3, padding=1)

    def forward(self, feats):
        h, w = feats.shape[2:]
        priors = [F.interpolate(s(feats), size=(h, w), mode="bilinear", align_corners=True) for s in self.stages]
        return self.bottleneck(torch.cat(priors + [feats], 1))


class PSPNet(nn.Module):
    def __init__(self, num_classes=19):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(32)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1, ceil_mode=True)
        self.layer1 = Bottleneck(32, 64)
        self.layer2 = Bottleneck(64, 96, stride=2)
        self.layer3 = Bottleneck(96, 128, dilation=2)
        self.layer4 = Bottleneck(128, 128, dilation=4)
        self.psp = PSPModule(128, 64)
        self.head = nn.Conv2d(64, num_classes, 1)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.relu(self.bn2(self.conv2(x)))
        x1 = self.layer1(self.maxpool(x))
        x2 = self.layer2(x1)
        x4 = self.layer4(self.layer3(x2))
        feat = self.psp(x4)
        return [self.head(feat), feat]
