import torch
import torch.nn as nn
import torch.nn.functional as F


class MHSA(nn.Module):
    """Self attention over a feature map with learned row and column positions."""

    def __init__(self, n_dims, width=14, height=14, heads=4):
        super().__init__()
        self.heads = heads
        self.query = nn.Conv2d(n_dims, n_dims, kernel_size=1)
        self.key = nn.Conv2d(n_dims, n_dims, kernel_size=1)
        self.value = nn.Conv2d(n_dims, n_dims, kernel_size=1)
        self.rel_h = nn.Parameter(torch.randn(1, heads, n_dims // heads, 1, height))
        self.rel_w = nn.Parameter(torch.randn(1, heads, n_dims // heads, width, 1))

    def forward(self, x):
        b, c, w, h = x.size()
        q = self.query(x).view(b, self.heads, c // self.heads, -1)
        k = self.key(x).view(b, self.heads, c // self.heads, -1)
        v = self.value(x).view(b, self.heads, c // self.heads, -1)
        content = torch.matmul(q.transpose(2, 3), k)
        position = (self.rel_h + self.rel_w).view(1, self.heads, c // self.heads, -1).transpose(2, 3)
        position = torch.matmul(position, q)
        attention = (content + position).softmax(dim=-1)
        out = torch.matmul(v, attention.transpose(2, 3))
        return out.view(b, c, w, h)


class Bottleneck(nn.Module):
    expansion = 2

    def __init__(self, in_planes, planes, stride=1, heads=4, mhsa=False, resolution=None):
        super().__init__()
        out_planes = self.expansion * planes
        self.conv1 = nn.Conv2d(in_planes, planes, kernel_size=1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        if mhsa:
            self.conv2 = nn.Sequential(MHSA(planes, *resolution, heads=heads))
            if stride == 2:
                self.conv2.append(nn.AvgPool2d(2, 2))
        else:
            self.conv2 = nn.Conv2d(planes, planes, kernel_size=3, padding=1, stride=stride, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, out_planes, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(out_planes)
        self.shortcut = nn.Sequential()
        if stride != 1 or in_planes != out_planes:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_planes, out_planes, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(out_planes),
            )

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = F.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        return F.relu(out + self.shortcut(x))


class BoTNet(nn.Module):
    def __init__(self, num_blocks, num_classes, resolution, heads, base=16):
        super().__init__()
        self.in_planes = base
        self.stem = nn.Sequential(
            nn.Conv2d(3, base, kernel_size=7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(base), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
        )
        self.layer1 = self._make_layer(base, num_blocks[0], 1)
        self.layer2 = self._make_layer(2 * base, num_blocks[1], 2)
        self.layer3 = self._make_layer(4 * base, num_blocks[2], 2)
        side = [r // 16 for r in resolution]
        self.layer4 = self._make_layer(8 * base, num_blocks[3], 1, heads=heads, mhsa=True, resolution=side)
        self.fc = nn.Sequential(nn.Dropout(0.3), nn.Linear(self.in_planes, num_classes))

    def _make_layer(self, planes, count, stride, **kwargs):
        blocks = []
        for i in range(count):
            blocks.append(Bottleneck(self.in_planes, planes, stride if i == 0 else 1, **kwargs))
            self.in_planes = planes * Bottleneck.expansion
        return nn.Sequential(*blocks)

    def forward(self, x):
        x = self.layer1(self.stem(x))
        x = self.layer4(self.layer3(self.layer2(x)))
        return self.fc(x.mean((2, 3)))


def botnet26(num_classes=1000, resolution=(224, 224), heads=4):
    return BoTNet([1, 1, 1, 2], num_classes, resolution, heads)
