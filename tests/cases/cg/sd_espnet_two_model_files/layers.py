import torch
from torch import nn


class CBR(nn.Module):
    def __init__(self, cin, cout, k, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, k, stride=stride, padding=(k - 1) // 2, bias=False)
        self.bn = nn.BatchNorm2d(cout, eps=1e-3)
        self.act = nn.PReLU(cout)

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class BR(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.bn = nn.BatchNorm2d(c, eps=1e-3)
        self.act = nn.PReLU(c)

    def forward(self, x):
        return self.act(self.bn(x))


class ESPBlock(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        n = cout // 4
        self.reduce = nn.Conv2d(cin, n, 3, stride, 1, bias=False)
        self.branches = nn.ModuleList(nn.Conv2d(n, n, 3, 1, d, dilation=d, bias=False) for d in (1, 2, 4, 8))
        self.br = BR(cout)

    def forward(self, x):
        x = self.reduce(x)
        return self.br(torch.cat([b(x) for b in self.branches], 1))
