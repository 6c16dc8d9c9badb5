import math

import torch
from torch import nn


def conv_layer(ni, nf, ks=3, stride=1, act=True):
    layers = [nn.Conv2d(ni, nf, ks, stride=stride, padding=ks // 2, bias=False), nn.BatchNorm2d(nf)]
    if act:
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)


class Res2Block(nn.Module):
    """ni: channels in, nf: channels out, scale: number of pieces the features are split into"""

    def __init__(self, ni, nf, stride=1, base_width=26, scale=4, first_block=False):
        super().__init__()
        self.scale, self.first_block = scale, first_block
        width = int(math.floor(nf * (base_width / 64.0)))
        self.conv1 = conv_layer(ni, width * scale, 1, stride=stride)
        self.convs = nn.ModuleList([conv_layer(width, width, 3, stride=stride) for _ in range(scale - 1)])
        self.pool = nn.AvgPool2d(3, stride=stride, padding=1)
        self.conv3 = conv_layer(width * scale, nf, 1, act=False)
        shortcut = [nn.AvgPool2d(2, ceil_mode=True)] if stride > 1 else []
        if ni != nf:
            shortcut.append(conv_layer(ni, nf, 1, act=False))
        self.idconv = nn.Sequential(*shortcut)
        self.act_fn = nn.ReLU(inplace=True)

    def forward(self, x):
        pieces = torch.chunk(self.conv1(x), self.scale, dim=1)
        outs = []
        for i, conv in enumerate(self.convs):
            sp = pieces[i] if i == 0 or self.first_block else outs[-1] + pieces[i]
            outs.append(conv(sp))
        outs.append(self.pool(pieces[-1]) if self.first_block else pieces[-1])
        out = self.conv3(torch.cat(outs, dim=1))
        return self.act_fn(out + self.idconv(x))


def make_layer(ni, nf, blocks, stride):
    return nn.Sequential(*[
        Res2Block(ni if i == 0 else nf, nf, stride=stride if i == 0 else 1, first_block=i == 0) for i in range(blocks)
    ])


net = nn.Sequential(
    conv_layer(3, 16, stride=2),
    make_layer(16, 32, 2, stride=1),
    make_layer(32, 64, 2, stride=2),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10),
)
imagenette = torch.rand(4, 3, 64, 64)
print(net(imagenette).shape)
