import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(planes)
        self.shortcut = nn.Conv2d(inplanes, planes, 1, stride, bias=False)

    def forward(self, x):
        return F.relu(self.bn(self.conv2(F.relu(self.conv1(x)))) + self.shortcut(x))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 1, bias=False)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
        self.conv3 = nn.Conv2d(planes, planes * 4, 1, bias=False)
        self.bn = nn.BatchNorm2d(planes * 4)
        self.shortcut = nn.Conv2d(inplanes, planes * 4, 1, stride, bias=False)

    def forward(self, x):
        out = self.conv3(F.relu(self.conv2(F.relu(self.conv1(x)))))
        return F.relu(self.bn(out) + self.shortcut(x))


class ResNetFace(nn.Module):
    """Embeds 128x128 gray faces."""

    def __init__(self, block, layers, width=8):
        super().__init__()
        self.inplanes = width
        self.conv1 = nn.Conv2d(1, width, 3, padding=1, bias=False)
        self.layer1 = self._make_layer(block, width, layers[0], stride=2)
        self.layer2 = self._make_layer(block, width * 2, layers[1], stride=2)
        self.layer3 = self._make_layer(block, width * 4, layers[2], stride=2)
        self.layer4 = self._make_layer(block, width * 8, layers[3], stride=2)
        self.dropout = nn.Dropout()
        self.fc5 = nn.Linear(64 * 8 * 8, 128)
        self.bn5 = nn.BatchNorm1d(128)

    def _make_layer(self, block, planes, blocks, stride):
        layers = []
        for k in range(blocks):
            layers.append(block(self.inplanes, planes, stride if k == 0 else 1))
            self.inplanes = planes * block.expansion
        return nn.Sequential(*layers)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        x = self.dropout(x)
        x = x.view(x.size(0), -1)
        return self.bn5(self.fc5(x))


def resnet18():
    return ResNetFace(BasicBlock, [2, 2, 2, 2])


def resnet50():
    return ResNetFace(Bottleneck, [3, 4, 6, 3])


backbone = {"resnet18": resnet18, "resnet50": resnet50}["resnet50"]()
metric_fc = nn.Linear(128, 20, bias=False)
faces = TensorDataset(torch.rand(8, 1, 128, 128), torch.randint(0, 20, (8,)))
optimizer = torch.optim.SGD([*backbone.parameters(), *metric_fc.parameters()], lr=1e-2)
for data, label in DataLoader(faces, batch_size=4):
    feature = backbone(data)
    cosine = F.linear(F.normalize(feature), F.normalize(metric_fc.weight))
    loss = F.cross_entropy(30 * cosine, label)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
