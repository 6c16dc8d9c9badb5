import torch
from torch import nn


class Conv(nn.Module):
    def __init__(self, c1, c2, k=1, s=1):
        super().__init__()
        self.conv = nn.Conv2d(c1, c2, k, s, k // 2, bias=False)
        self.bn = nn.BatchNorm2d(c2)
        self.act = nn.SiLU()

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class C3(nn.Module):
    def __init__(self, c1, c2, n=1):
        super().__init__()
        c_ = c2 // 2
        self.cv1, self.cv2, self.cv3 = Conv(c1, c_), Conv(c1, c_), Conv(2 * c_, c2)
        self.m = nn.Sequential(*(Conv(c_, c_, 3) for _ in range(n)))

    def forward(self, x):
        return self.cv3(torch.cat((self.m(self.cv1(x)), self.cv2(x)), 1))


class SPPF(nn.Module):
    def __init__(self, c1, c2, k=5):
        super().__init__()
        self.cv1, self.cv2 = Conv(c1, c1 // 2), Conv(c1 * 2, c2)
        self.m = nn.MaxPool2d(k, 1, k // 2)

    def forward(self, x):
        x = self.cv1(x)
        y1 = self.m(x)
        y2 = self.m(y1)
        return self.cv2(torch.cat((x, y1, y2, self.m(y2)), 1))


class CoordAtt(nn.Module):
    def __init__(self, c1, c2, reduction=8):
        super().__init__()
        mid = max(8, c1 // reduction)
        self.conv1 = Conv(c1, mid)
        self.conv_h, self.conv_w = nn.Conv2d(mid, c2, 1), nn.Conv2d(mid, c2, 1)

    def forward(self, x):
        h, w = x.shape[-2:]
        rows = x.mean(3, keepdim=True)
        cols = x.mean(2, keepdim=True).transpose(2, 3)
        rows, cols = self.conv1(torch.cat([rows, cols], 2)).split([h, w], 2)
        return x * self.conv_h(rows).sigmoid() * self.conv_w(cols.transpose(2, 3)).sigmoid()


class Concat(nn.Module):
    def __init__(self, dimension=1):
        super().__init__()
        self.d = dimension

    def forward(self, x):
        return torch.cat(x, self.d)


class Detect(nn.Module):
    def __init__(self, nc, na, ch):
        super().__init__()
        self.no, self.na = nc + 5, na
        self.m = nn.ModuleList(nn.Conv2d(c, self.no * na, 1) for c in ch)

    def forward(self, x):
        out = []
        for conv, xi in zip(self.m, x):
            b, _, ny, nx = xi.shape
            out.append(conv(xi).view(b, self.na, self.no, ny, nx).permute(0, 1, 3, 4, 2))
        return out
