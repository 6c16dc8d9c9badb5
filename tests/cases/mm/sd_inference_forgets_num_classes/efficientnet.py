import torch.nn as nn


class DepthwiseSeparable(nn.Sequential):
    def __init__(self, i, o, stride):
        super(DepthwiseSeparable, self).__init__(
            nn.Conv2d(i, i, 3, stride, 1, groups=i, bias=False), nn.BatchNorm2d(i), nn.SiLU(),
            nn.Conv2d(i, o, 1, bias=False), nn.BatchNorm2d(o))


class GenEfficientNet(nn.Module):
    def __init__(self, num_classes=1000, in_chans=3, num_features=160, drop_rate=0.):
        super(GenEfficientNet, self).__init__()
        self.conv_stem = nn.Conv2d(in_chans, 16, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.blocks = nn.Sequential(DepthwiseSeparable(16, 24, 2), DepthwiseSeparable(24, 40, 2))
        self.conv_head = nn.Conv2d(40, num_features, 1, bias=False)
        self.global_pool = nn.AdaptiveAvgPool2d(1)
        self.drop = nn.Dropout(drop_rate)
        self.classifier = nn.Linear(num_features, num_classes)

    def forward(self, x):
        x = self.blocks(self.bn1(self.conv_stem(x)).relu())
        x = self.global_pool(self.conv_head(x)).flatten(1)
        return self.classifier(self.drop(x))
