import torch
from torch import nn


def conv_block(a, b):
    return nn.Sequential(nn.Conv2d(a, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU(inplace=True))


class ChannelGate(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(ch, ch), nn.Sigmoid())

    def forward(self, x):
        return x * self.fc(x.mean((2, 3)))[:, :, None, None]


class UpBlock(nn.Module):
    def __init__(self, a, skip, b):
        super().__init__()
        self.up = nn.Upsample(scale_factor=2)
        self.reduce = conv_block(a, b)
        self.gate = ChannelGate(skip)
        self.fuse = conv_block(b + skip, b)

    def forward(self, d, x):
        d = self.reduce(self.up(d))
        d = torch.cat((self.gate(x), d), dim=1)
        return self.fuse(d)


class AttentionUNet(nn.Module):
    def __init__(self, in_ch, out_ch, widths=(4, 4, 8, 8, 16, 16)):
        super().__init__()
        chain = (in_ch,) + tuple(widths)
        self.encoders = nn.ModuleList(conv_block(a, b) for a, b in zip(chain, chain[1:]))
        self.pool = nn.MaxPool2d(2)
        w = widths[::-1]
        self.decoders = nn.ModuleList(UpBlock(a, b, b) for a, b in zip(w, w[1:]))
        self.head = nn.Conv2d(widths[0], out_ch, 1)

    def forward(self, x):
        skips = []
        for i, enc in enumerate(self.encoders):
            x = enc(x if i == 0 else self.pool(x))
            skips.append(x)
        for dec, skip in zip(self.decoders, skips[-2::-1]):
            x = dec(x, skip)
        return self.head(x)
