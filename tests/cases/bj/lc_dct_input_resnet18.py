import math
from argparse import Namespace

import torch
import torch.nn.functional as F
from torch import nn

params = Namespace(model="ResNet18", method="baseline++", dct_status=True, num_classes=20, image_size=224)


def dct_basis(n=8):
    k = torch.arange(n).float()
    rows = torch.cos(math.pi * (2 * k[None] + 1) * k[:, None] / (2 * n)) * math.sqrt(2 / n)
    rows[0] /= math.sqrt(2)
    return torch.einsum("iy,jx->ijyx", rows, rows).reshape(n * n, 1, n, n)


def to_dct(images, per_channel=8):
    """N,3,H,W -> N,24,H/8,W/8: the lowest frequencies of the 8x8 blocks."""
    basis = dct_basis()[:per_channel].repeat(3, 1, 1, 1)
    return F.conv2d(images * 255 - 128, basis, stride=8, groups=3)


class Block(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.C1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.BN1 = nn.BatchNorm2d(cout)
        self.C2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.shortcut = nn.Conv2d(cin, cout, 1, stride, bias=False)

    def forward(self, x):
        return torch.relu(self.C2(torch.relu(self.BN1(self.C1(x)))) + self.shortcut(x))


class ResNet(nn.Module):
    def __init__(self, dims):
        super().__init__()
        trunk = [nn.Conv2d(3, 16, 7, 2, 3, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
        cin = 16
        for i, d in enumerate(dims):
            trunk.append(Block(cin, d, 1 if i == 0 else 2))
            cin = d
        self.trunk = nn.Sequential(*trunk, nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.final_feat_dim = cin

    def forward(self, x):
        return self.trunk(x)


class WideResNet(nn.Module):
    def __init__(self, dct_status):
        super().__init__()
        self.conv1 = nn.Conv2d(24 if dct_status else 3, 32, 3, padding=1)
        self.block = Block(32, 64, 2)
        self.final_feat_dim = 64

    def forward(self, x):
        return self.block(self.conv1(x)).mean((2, 3))


model_dict = {
    "WideResNet": lambda dct: WideResNet(dct),
    "ResNet18": lambda dct: ResNet([16, 32, 64, 128]),
}


class BaselineTrain(nn.Module):
    def __init__(self, feature, num_class):
        super().__init__()
        self.feature = feature
        self.proto = nn.Parameter(torch.randn(num_class, feature.final_feat_dim))

    def forward(self, x):
        return 2 * F.normalize(self.feature(x)) @ F.normalize(self.proto).t()


model = BaselineTrain(model_dict[params.model](params.dct_status), params.num_classes)
x, y = torch.rand(4, 3, params.image_size, params.image_size), torch.tensor([0, 7, 3, 19])
scores = model(to_dct(x) if params.dct_status else x)
loss = F.cross_entropy(scores, y)
loss.backward()
print(params.method, loss.item())
