import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

act_fn = nn.ReLU(inplace=True)


def noop(x):
    return x


def conv(ni, nf, ks=3, stride=1, bias=False):
    return nn.Conv2d(ni, nf, kernel_size=ks, stride=stride, padding=ks // 2, bias=bias)


def conv_layer(ni, nf, ks=3, stride=1, zero_bn=False, act=True):
    bn = nn.BatchNorm2d(nf)
    nn.init.constant_(bn.weight, 0.0 if zero_bn else 1.0)
    layers = [conv(ni, nf, ks, stride=stride), bn]
    if act:
        layers.append(act_fn)
    return nn.Sequential(*layers)


class ResBlock(nn.Module):
    def __init__(self, ni, nh, stride=1):
        super().__init__()
        self.convs = nn.Sequential(
            conv_layer(ni, nh, 3, stride=stride),
            conv_layer(nh, nh, 3, zero_bn=True, act=False),
        )
        self.idconv = noop if ni == nh else conv_layer(ni, nh, 1, act=False)
        self.pool = noop if stride == 1 else nn.AvgPool2d(2)

    def forward(self, x):
        return act_fn(self.convs(x) + self.idconv(self.pool(x)))


class XResNet(nn.Sequential):
    def __init__(self, layers, c_in=3, c_out=1000):
        stem = [c_in, 8, 16, 16]
        stem = [conv_layer(stem[i], stem[i + 1], stride=2 if i == 0 else 1) for i in range(3)]
        nfs = [16, 16, 32, 64, 128]
        res_layers = [self._make_layer(nfs[i], nfs[i + 1], n, 1 if i == 0 else 2) for i, n in enumerate(layers)]
        super().__init__(
            *stem,
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1),
            *res_layers,
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
            nn.Linear(nfs[-1], c_out),
        )

    @staticmethod
    def _make_layer(ni, nf, blocks, stride):
        return nn.Sequential(*[ResBlock(ni if i == 0 else nf, nf, stride if i == 0 else 1) for i in range(blocks)])


torch.manual_seed(7)
mnist = TensorDataset(torch.rand(96, 1, 28, 28), torch.randint(0, 10, (96,)))
dl = DataLoader(mnist, batch_size=32, shuffle=True)
learn = XResNet([2, 2, 2, 2], c_in=1, c_out=10)
opt = torch.optim.Adam(learn.parameters(), lr=3e-3)
for xb, yb in dl:
    loss = nn.functional.cross_entropy(learn(xb), yb)
    loss.backward()
    opt.step()
    opt.zero_grad()
    print("loss", loss.item())
