import torch
from torch import nn

STAGE_CHANNELS = {
    1: (24, 144, 288),
    2: (24, 200, 400),
    3: (24, 240, 480),
    4: (24, 272, 544),
    8: (24, 384, 768),
}


def grouped_1x1(in_channels, out_channels, groups, relu=True):
    layers = [nn.Conv2d(in_channels, out_channels, 1, groups=groups), nn.BatchNorm2d(out_channels)]
    return nn.Sequential(*layers, nn.ReLU()) if relu else nn.Sequential(*layers)


def channel_shuffle(x, groups):
    return x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2)


class ShuffleUnit(nn.Module):
    def __init__(self, in_channels, out_channels, groups=3, grouped_conv=True, combine="add"):
        super().__init__()
        self.combine, self.groups = combine, groups
        self.out_channels = out_channels
        stride = 1
        if combine == "concat":
            self.out_channels -= in_channels
            stride = 2
        bottleneck = self.out_channels // 4
        self.compress = grouped_1x1(in_channels, bottleneck, groups if grouped_conv else 1)
        self.depthwise = nn.Conv2d(bottleneck, bottleneck, 3, stride=stride, padding=1, groups=bottleneck)
        self.bn = nn.BatchNorm2d(bottleneck)
        self.expand = grouped_1x1(bottleneck, self.out_channels, groups, relu=False)
        self.pool = nn.AvgPool2d(3, stride=2, padding=1)

    def forward(self, x):
        out = channel_shuffle(self.compress(x), self.groups)
        out = self.expand(self.bn(self.depthwise(out)))
        if self.combine == "concat":
            return torch.relu(torch.cat([self.pool(x), out], dim=1))
        return torch.relu(x + out)


class ShuffleNet(nn.Module):
    def __init__(self, groups=3, repeats=(1, 2), num_classes=100):
        super().__init__()
        channels = STAGE_CHANNELS[groups]
        self.conv1 = nn.Conv2d(3, channels[0], 3, stride=2, padding=1)
        units = []
        for stage, n in enumerate(repeats):
            cin, cout = channels[stage], channels[stage + 1]
            units.append(ShuffleUnit(cin, cout, groups, grouped_conv=stage > 0, combine="concat"))
            units += [ShuffleUnit(cout, cout, groups) for _ in range(n)]
        self.stages = nn.Sequential(*units)
        self.fc = nn.Linear(channels[-1], num_classes)

    def forward(self, x):
        return self.fc(self.stages(self.conv1(x)).mean((2, 3)))


x = torch.randn(2, 3, 64, 64)
y = torch.randint(0, 100, (2,))
for groups in (3, 8):
    net = ShuffleNet(groups=groups)
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    print(groups, sum(p.numel() for p in net.parameters()), f"{loss.item():.3f}")
