import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F


def citation_graph(n_nodes, n_feats, n_classes, degree=4, seed=1):
    g = torch.Generator().manual_seed(seed)
    x = (torch.rand(n_nodes, n_feats, generator=g) < 0.05).float()
    src = torch.arange(n_nodes).repeat_interleave(degree)
    dst = torch.randint(0, n_nodes, (n_nodes * degree,), generator=g)
    loops = torch.arange(n_nodes)
    edge_index = torch.stack([torch.cat([src, loops]), torch.cat([dst, loops])])
    y = torch.randint(0, n_classes, (n_nodes,), generator=g)
    mask = torch.rand(n_nodes, generator=g) < 0.3
    return x, edge_index, y, mask


class GATConv(nn.Module):
    """Graph attention with several heads."""

    def __init__(self, in_channels, out_channels, heads=1, concat=True, dropout=0.0):
        super().__init__()
        self.heads, self.out_channels, self.concat, self.dropout = heads, out_channels, concat, dropout
        self.lin = nn.Linear(in_channels, heads * out_channels, bias=False)
        self.att_src = nn.Parameter(torch.empty(1, heads, out_channels))
        self.att_dst = nn.Parameter(torch.empty(1, heads, out_channels))
        self.bias = nn.Parameter(torch.zeros(heads * out_channels if concat else out_channels))
        nn.init.xavier_uniform_(self.att_src)
        nn.init.xavier_uniform_(self.att_dst)

    def forward(self, x, edge_index):
        n = x.size(0)
        src, dst = edge_index
        h = self.lin(x).view(n, self.heads, self.out_channels)
        a = (h * self.att_src).sum(-1)[src] + (h * self.att_dst).sum(-1)[dst]
        a = F.leaky_relu(a, 0.2)
        a = (a - a.max()).exp()
        norm = torch.zeros(n, self.heads).index_add_(0, dst, a)
        a = F.dropout(a / (norm[dst] + 1e-16), self.dropout, self.training)
        out = torch.zeros_like(h).index_add_(0, dst, h[src] * a.unsqueeze(-1))
        out = out.flatten(1) if self.concat else out.mean(1)
        return out + self.bias


class GAT(nn.Module):
    def __init__(self, num_features, hidden, num_classes, heads):
        super().__init__()
        self.conv1 = GATConv(num_features, hidden, heads=heads, dropout=0.1)
        self.conv2 = GATConv(hidden * heads, hidden, heads=heads, dropout=0.1)
        self.lin = nn.Linear(hidden, num_classes)

    def forward(self, x, edge_index):
        x = F.elu(self.conv1(x, edge_index))
        x = F.dropout(x, p=0.3, training=self.training)
        x = F.elu(self.conv2(x, edge_index))
        return self.lin(x)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hidden", type=int, default=32)
    parser.add_argument("--heads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--lr", type=float, default=5e-3)
    args = parser.parse_args()

    x, edge_index, y, mask = citation_graph(n_nodes=200, n_feats=64, n_classes=3)
    model = GAT(x.size(1), args.hidden, 3, args.heads)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr, weight_decay=5e-4)
    for epoch in range(args.epochs):
        model.train()
        optimizer.zero_grad()
        out = model(x, edge_index)
        loss = F.cross_entropy(out[mask], y[mask])
        loss.backward()
        optimizer.step()
        print(f"Epoch {epoch:03d}, loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
