import torch.nn as nn
import torch.nn.functional as F


class Bottleneck(nn.Module):
    def __init__(self, inplanes, outplanes):
        super().__init__()
        mid = outplanes // 2
        self.body = nn.Sequential(
            nn.BatchNorm2d(inplanes), nn.ReLU(), nn.Conv2d(inplanes, mid, 1),
            nn.BatchNorm2d(mid), nn.ReLU(), nn.Conv2d(mid, mid, 3, padding=1),
            nn.BatchNorm2d(mid), nn.ReLU(), nn.Conv2d(mid, outplanes, 1),
        )
        self.skip = nn.Identity() if inplanes == outplanes else nn.Conv2d(inplanes, outplanes, 1)

    def forward(self, x):
        return self.body(x) + self.skip(x)


class Hourglass(nn.Module):
    def __init__(self, planes, depth):
        super().__init__()
        self.depth = depth
        self.upsample = nn.Upsample(scale_factor=2)
        self.hg = nn.ModuleList(
            nn.ModuleList(Bottleneck(planes, planes) for _ in range(4 if level == 0 else 3))
            for level in range(depth)
        )

    def _hour_glass_forward(self, n, x):
        up1 = self.hg[n - 1][0](x)
        low1 = F.max_pool2d(x, 2, stride=2)
        low1 = self.hg[n - 1][1](low1)
        if n > 1:
            low2 = self._hour_glass_forward(n - 1, low1)
        else:
            low2 = self.hg[n - 1][3](low1)
        low3 = self.hg[n - 1][2](low2)
        up2 = self.upsample(low3)
        return up1 + up2

    def forward(self, x):
        return self._hour_glass_forward(self.depth, x)


class HourglassNet(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        ch = cfg.NUM_FEATURES
        self.num_stacks = cfg.NUM_STACKS
        self.conv1 = nn.Conv2d(3, ch // 2, 7, stride=2, padding=3)
        self.bn1 = nn.BatchNorm2d(ch // 2)
        self.layer1 = Bottleneck(ch // 2, ch // 2)
        self.maxpool = nn.MaxPool2d(2, stride=2)
        self.layer2 = Bottleneck(ch // 2, ch)
        self.hg = nn.ModuleList(Hourglass(ch, 4) for _ in range(self.num_stacks))
        self.res = nn.ModuleList(Bottleneck(ch, ch) for _ in range(self.num_stacks))
        self.score = nn.ModuleList(nn.Conv2d(ch, cfg.NUM_JOINTS, 1) for _ in range(self.num_stacks))
        self.score_ = nn.ModuleList(nn.Conv2d(cfg.NUM_JOINTS, ch, 1) for _ in range(self.num_stacks - 1))

    def forward(self, x):
        out = []
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer2(self.maxpool(self.layer1(x)))
        for i in range(self.num_stacks):
            y = self.res[i](self.hg[i](x))
            out.append(self.score[i](y))
            if i < self.num_stacks - 1:
                x = x + y + self.score_[i](out[-1])
        return out
