import torch
from torch import nn


class GraphConstructor(nn.Module):
    def __init__(self, nodes, k, dim, alpha=3.0):
        super().__init__()
        self.emb1, self.emb2 = nn.Embedding(nodes, dim), nn.Embedding(nodes, dim)
        self.k, self.alpha = k, alpha

    def forward(self, idx):
        a, b = torch.tanh(self.alpha * self.emb1(idx)), torch.tanh(self.alpha * self.emb2(idx))
        adj = torch.relu(torch.tanh(self.alpha * (a @ b.T - b @ a.T)))
        keep = torch.zeros_like(adj).scatter_(1, adj.topk(self.k, dim=1).indices, 1.0)
        return adj * keep


class MixProp(nn.Module):
    def __init__(self, cin, cout, depth=2, alpha=0.05):
        super().__init__()
        self.mlp = nn.Conv2d((depth + 1) * cin, cout, 1)
        self.depth, self.alpha = depth, alpha

    def forward(self, x, adj):
        adj = adj + torch.eye(len(adj))
        adj = adj / adj.sum(1, keepdim=True)
        h, out = x, [x]
        for _ in range(self.depth):
            h = self.alpha * x + (1 - self.alpha) * torch.einsum("ncwl,vw->ncvl", h, adj)
            out.append(h)
        return self.mlp(torch.cat(out, dim=1))


class GTNet(nn.Module):
    def __init__(self, num_nodes, subgraph_size, node_dim, seq_length, channels=16):
        super().__init__()
        self.register_buffer("idx", torch.arange(num_nodes))
        self.gc = GraphConstructor(num_nodes, subgraph_size, node_dim)
        self.start = nn.Conv2d(1, channels, (1, 1))
        self.temporal = nn.Conv2d(channels, channels, (1, 5), stride=(1, 2))
        self.gconv1, self.gconv2 = MixProp(channels, channels), MixProp(channels, channels)
        self.end = nn.Conv2d(channels, 1, (1, (seq_length - 5) // 2 + 1))

    def forward(self, x, idx=None):
        adj = self.gc(self.idx if idx is None else idx)
        x = torch.tanh(self.temporal(self.start(x)))
        x = torch.relu(self.gconv1(x, adj) + self.gconv2(x, adj.T))
        return self.end(x).flatten(1)
