import torch
from torch import nn

LAYOUTS = {"coco": 17, "openpose": 18, "ntu-rgb+d": 25}


class Graph:
    def __init__(self, layout):
        self.num_node = LAYOUTS[layout]
        hop = torch.eye(self.num_node) + torch.eye(self.num_node).roll(1, 0)
        self.A = hop / hop.sum(0, keepdim=True)


class GraphConv(nn.Module):
    def __init__(self, cin, cout, A):
        super().__init__()
        self.register_buffer("A", A)
        self.conv = nn.Conv2d(cin, cout, 1)
        self.tcn = nn.Conv2d(cout, cout, (9, 1), padding=(4, 0))

    def forward(self, x):
        x = torch.einsum("nctv,vw->nctw", self.conv(x), self.A)
        return torch.relu(self.tcn(x))


class STGCN(nn.Module):
    def __init__(self, in_channels, num_classes, graph_cfg):
        super().__init__()
        A = Graph(**graph_cfg).A
        self.data_bn = nn.BatchNorm1d(in_channels * A.size(0))
        self.layers = nn.ModuleList([GraphConv(in_channels, 16, A), GraphConv(16, 32, A)])
        self.fcn = nn.Linear(32, num_classes)

    def forward(self, x):
        n, c, t, v, m = x.shape
        x = x.permute(0, 4, 3, 1, 2).reshape(n * m, v * c, t)
        x = self.data_bn(x)
        x = x.view(n * m, v, c, t).permute(0, 2, 3, 1)
        for layer in self.layers:
            x = layer(x)
        return self.fcn(x.mean((2, 3)).view(n, m, -1).mean(1))
