import torch
from torch import nn


def conv_layer(ni, nf, ks=3, stride=1, act=True):
    layers = [nn.Conv2d(ni, nf, ks, stride=stride, padding=ks // 2, bias=False), nn.BatchNorm2d(nf)]
    if act:
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)


class ResBlock(nn.Module):
    """Residual block whose shortcut is pooled and then brought to nf channels."""

    def __init__(self, ni, nf, stride=1):
        super().__init__()
        self.convs = nn.Sequential(conv_layer(ni, nf, stride=stride), conv_layer(nf, nf, act=False))
        self.idconv = nn.Identity() if ni == nf else conv_layer(ni, nf, 1, act=False)
        self.pool = nn.Identity() if stride == 1 else nn.AvgPool2d(2, ceil_mode=True)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.act(self.convs(x) + self.idconv(self.pool(x)))


class XResNet(nn.Module):
    def __init__(self, widths, strides, c_in=1, c_out=5):
        super().__init__()
        self.stem = conv_layer(c_in, widths[0])
        blocks = [ResBlock(a, b, stride=s) for a, b, s in zip(widths[:-1], widths[1:], strides)]
        self.blocks = nn.Sequential(*blocks)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(widths[-1], c_out))

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)))


torch.manual_seed(0)
spectrograms = torch.randn(16, 1, 96, 96)
bird = torch.randint(0, 5, (16,))

learner = XResNet(widths=[8, 16, 32, 32], strides=[2, 3, 1])
opt = torch.optim.AdamW(learner.parameters(), lr=3e-3)
for start in range(0, 16, 8):
    xb, yb = spectrograms[start:start + 8], bird[start:start + 8]
    loss = nn.functional.cross_entropy(learner(xb), yb)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"{start:3d} {loss.item():.4f}")
