import torch
from torch import nn


class GhostModule(nn.Module):
    def __init__(self, in_chs, out_chs, stride=1):
        super().__init__()
        half = out_chs // 2
        self.primary_conv = nn.Sequential(
            nn.Conv2d(in_chs, half, 3, stride, 1, bias=False), nn.BatchNorm2d(half), nn.ReLU(inplace=True))
        self.cheap_operation = nn.Sequential(
            nn.Conv2d(half, half, 3, 1, 1, groups=half, bias=False), nn.BatchNorm2d(half), nn.ReLU(inplace=True))

    def forward(self, x):
        x1 = self.primary_conv(x)
        return torch.cat([x1, self.cheap_operation(x1)], dim=1)


class GhostNet(nn.Module):
    def __init__(self, cfgs, num_classes=1000, in_chans=3, head_chs=1280):
        super().__init__()
        stages, prev_chs = [], in_chans
        for chs, stride in cfgs:
            stages.append(GhostModule(prev_chs, chs, stride))
            prev_chs = chs
        self.blocks = nn.Sequential(*stages)
        self.pool_dim = prev_chs
        self.num_features = head_chs
        self.global_pool = nn.AdaptiveAvgPool2d(1)
        self.conv_head = nn.Conv2d(prev_chs, head_chs, 1)
        self.act2 = nn.ReLU(inplace=True)
        self.flatten = nn.Flatten(1)
        self.classifier = nn.Linear(head_chs, num_classes)

    def reset_classifier(self, num_classes):
        self.num_classes = num_classes
        self.classifier = nn.Linear(self.pool_dim, num_classes) if num_classes > 0 else nn.Identity()

    def forward_features(self, x):
        return self.blocks(x)

    def forward_head(self, x):
        x = self.global_pool(x)
        x = self.act2(self.conv_head(x))
        x = self.flatten(x)
        return self.classifier(x)

    def forward(self, x):
        return self.forward_head(self.forward_features(x))


def ghostnet_050(**kwargs):
    return GhostNet([(16, 2), (40, 2), (112, 2), (960, 2)], **kwargs)
