import torch
from torch import nn


def conv1x1(cin, cout, stride=1):
    return nn.Conv2d(cin, cout, kernel_size=1, stride=stride, bias=False)


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inplanes, planes, stride=1, downsample=None):
        super().__init__()
        self.conv1, self.bn1 = conv1x1(inplanes, planes), nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = conv1x1(planes, planes * self.expansion)
        self.bn3 = nn.BatchNorm2d(planes * self.expansion)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x):
        residual = x
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        if self.downsample is not None:
            residual = self.downsample(x)
        out += residual
        return self.relu(out)


class PyramidBackbone(nn.Module):
    def __init__(self, blocks=(1, 2, 1), base=16, joints=17):
        super().__init__()
        self.inplanes = base
        self.stem = nn.Sequential(nn.Conv2d(3, base, 7, 2, 3, bias=False), nn.BatchNorm2d(base), nn.ReLU())
        self.layer1 = self._make_layer(base, blocks[0])
        self.layer2 = self._make_layer(base * 2, blocks[1], stride=2)
        self.layer3 = self._make_layer(base * 4, blocks[2], stride=2)
        self.predict = conv1x1(self.inplanes, joints)

    def _make_layer(self, planes, blocks, stride=1):
        downsample = None
        out = planes * Bottleneck.expansion
        if stride != 1:
            downsample = nn.Sequential(conv1x1(self.inplanes, out, stride), nn.BatchNorm2d(out))
        layers = [Bottleneck(self.inplanes, planes, stride, downsample)]
        self.inplanes = out
        layers += [Bottleneck(self.inplanes, planes) for _ in range(1, blocks)]
        return nn.Sequential(*layers)

    def forward(self, x):
        return self.predict(self.layer3(self.layer2(self.layer1(self.stem(x)))))


torch.manual_seed(0)
net = PyramidBackbone()
optimizer = torch.optim.Adam(net.parameters(), lr=5e-4)
people = torch.rand(2, 3, 96, 72)
heatmaps = torch.rand(2, 17, 12, 9)
for step in range(2):
    loss = nn.functional.mse_loss(net(people), heatmaps)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
