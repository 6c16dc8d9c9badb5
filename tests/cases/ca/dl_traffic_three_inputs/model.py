import torch
from torch import nn


class NodeAttention(nn.Module):
    def __init__(self, dim, num_nodes):
        super().__init__()
        self.emb = nn.Parameter(torch.randn(num_nodes, 8))
        self.value = nn.Conv2d(dim, dim, (1, 1))

    def forward(self, x):
        att = torch.softmax(self.emb @ self.emb.t(), dim=1)
        return torch.einsum("bcnt,mn->bcmt", self.value(x), att)


class STAWnet(nn.Module):
    def __init__(self, num_nodes, in_dim, out_dim, nhid, layers=3):
        super().__init__()
        self.start_conv = nn.Conv2d(in_dim, nhid, (1, 1))
        self.filters = nn.ModuleList(nn.Conv2d(nhid, nhid, (1, 2), dilation=(1, 2 ** i)) for i in range(layers))
        self.gates = nn.ModuleList(nn.Conv2d(nhid, nhid, (1, 2), dilation=(1, 2 ** i)) for i in range(layers))
        self.spatial = nn.ModuleList(NodeAttention(nhid, num_nodes) for _ in range(layers))
        self.end_conv_1 = nn.Conv2d(nhid, 4 * nhid, (1, 1))
        self.end_conv_2 = nn.Conv2d(4 * nhid, out_dim, (1, 1))

    def forward(self, x):
        x = self.start_conv(x)
        for filt, gate, gat in zip(self.filters, self.gates, self.spatial):
            residual = x
            x = torch.tanh(filt(x)) * torch.sigmoid(gate(x))
            x = gat(x) + residual[..., -x.size(3):]
        x = torch.relu(self.end_conv_1(torch.relu(x[..., -1:])))
        return self.end_conv_2(x)
