import torch
from torch import nn

from graph import Graph


class STBlock(nn.Module):
    def __init__(self, cin, cout, K):
        super().__init__()
        self.K = K
        self.gcn = nn.Conv2d(cin, cout * K, 1)
        self.tcn = nn.Sequential(
            nn.BatchNorm2d(cout), nn.ReLU(), nn.Conv2d(cout, cout, (9, 1), padding=(4, 0)), nn.BatchNorm2d(cout)
        )
        self.res = nn.Identity() if cin == cout else nn.Conv2d(cin, cout, 1)

    def forward(self, x, A):
        n, _, t, v = x.shape
        y = self.gcn(x).view(n, self.K, -1, t, v)
        y = torch.einsum("nkctv,kvw->nctw", y, A)
        return torch.relu(self.tcn(y.contiguous()) + self.res(x))


class STGCN(nn.Module):
    def __init__(self, in_channels, num_classes, graph_cfg, widths):
        super().__init__()
        self.graph = Graph(**graph_cfg)
        self.register_buffer("A", self.graph.A)
        self.data_bn = nn.BatchNorm1d(in_channels * self.graph.num_node)
        K = self.A.size(0)
        dims = (in_channels, *widths)
        self.blocks = nn.ModuleList(STBlock(a, b, K) for a, b in zip(dims[:-1], dims[1:]))
        self.importance = nn.ParameterList(nn.Parameter(torch.ones_like(self.A)) for _ in self.blocks)
        self.cls_head = nn.Linear(widths[-1], num_classes)

    def normalize(self, x):
        n, c, t, v = x.shape
        x = x.permute(0, 3, 1, 2).reshape(n, v * c, t)
        x = self.data_bn(x)
        return x.view(n, v, c, t).permute(0, 2, 3, 1)

    def forward(self, x):
        x = self.normalize(x)
        for block, w in zip(self.blocks, self.importance):
            x = block(x, self.A * w)
        return self.cls_head(x.mean(dim=(2, 3)))
