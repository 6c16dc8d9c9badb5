import torch
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = nn.Conv2d(inplanes, planes, 1, stride, bias=False)

    def forward(self, x):
        out = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(out + self.downsample(x))


class ResNet(nn.Module):
    def __init__(self, width=16, in_channels=3, norm_eval=True):
        super().__init__()
        self.norm_eval = norm_eval
        self.conv1 = nn.Conv2d(in_channels, width, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = BasicBlock(width, width * 2, 1)
        self.layer2 = BasicBlock(width * 2, width * 4, 2)

    def forward(self, x):
        x = self.maxpool(torch.relu(self.bn1(self.conv1(x))))
        return self.layer2(self.layer1(x))


class TSNHead(nn.Module):
    def __init__(self, num_classes, in_channels, dropout_ratio):
        super().__init__()
        self.dropout = nn.Dropout(dropout_ratio)
        self.fc_cls = nn.Linear(in_channels, num_classes)

    def forward(self, x, num_segs):
        x = x.mean((2, 3))
        x = x.view(-1, num_segs, x.shape[1]).mean(1)
        return self.fc_cls(self.dropout(x))


class Recognizer2D(nn.Module):
    def __init__(self, backbone, cls_head):
        super().__init__()
        self.backbone = ResNet(**backbone)
        self.cls_head = TSNHead(**cls_head)

    def forward(self, imgs):
        num_segs = imgs.shape[1]
        feats = self.backbone(imgs.flatten(0, 1))
        return self.cls_head(feats, num_segs)
