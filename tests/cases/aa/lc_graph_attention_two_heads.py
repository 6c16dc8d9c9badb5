import argparse

import torch
import torch.nn.functional as F
from torch import nn


class GATConv(nn.Module):
    """Graph attention layer on an edge list; the heads are concatenated unless concat=False."""

    def __init__(self, in_channels, out_channels, heads=1, concat=True, negative_slope=0.2, dropout=0.0):
        super().__init__()
        self.out_channels, self.heads, self.concat = out_channels, heads, concat
        self.negative_slope, self.dropout = negative_slope, dropout
        self.lin = nn.Linear(in_channels, heads * out_channels, bias=False)
        self.att_src = nn.Parameter(torch.empty(heads, out_channels))
        self.att_dst = nn.Parameter(torch.empty(heads, out_channels))
        nn.init.xavier_uniform_(self.att_src)
        nn.init.xavier_uniform_(self.att_dst)

    def forward(self, x, edge_index):
        n = x.size(0)
        src, dst = edge_index
        h = self.lin(x).view(n, self.heads, self.out_channels)
        alpha = (h * self.att_src).sum(-1)[src] + (h * self.att_dst).sum(-1)[dst]
        alpha = F.leaky_relu(alpha, self.negative_slope).exp()
        norm = torch.zeros(n, self.heads).index_add(0, dst, alpha)
        alpha = F.dropout(alpha / norm[dst], self.dropout, self.training)
        out = torch.zeros_like(h).index_add(0, dst, h[src] * alpha.unsqueeze(-1))
        return out.flatten(1) if self.concat else out.mean(dim=1)


class PointGAT(nn.Module):
    def __init__(self, in_channels, hidden, n_classes, n_layers, heads, dropout):
        super().__init__()
        self.dropout = dropout
        widths = [in_channels] + [hidden] * n_layers
        self.convs = nn.ModuleList(
            GATConv(widths[i], widths[i + 1], heads=heads, dropout=dropout) for i in range(n_layers)
        )
        self.lin = nn.Linear(widths[-1], n_classes)

    def forward(self, x, edge_index):
        for conv in self.convs:
            x = F.elu(conv(x, edge_index))
            x = F.dropout(x, self.dropout, self.training)
        return self.lin(x)


def ring_of_points(n, generator):
    """Points of three noisy rings, joined to their 6 nearest neighbours and to themselves."""
    y = torch.randint(0, 3, (n,), generator=generator)
    angle = torch.rand(n, generator=generator) * 6.2832
    radius = 1.0 + y + 0.2 * torch.randn(n, generator=generator)
    x = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)
    neighbours = torch.cdist(x, x).topk(7, largest=False).indices
    dst = torch.arange(n).repeat_interleave(7)
    return x, torch.stack([neighbours.flatten(), dst]), y


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hidden", type=int, default=32)
    parser.add_argument("--heads", type=int, default=2)
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--lr", type=float, default=0.005)
    parser.add_argument("--epochs", type=int, default=5)
    args = parser.parse_args()

    torch.manual_seed(1)
    x, edge_index, y = ring_of_points(300, torch.Generator().manual_seed(5))
    train_mask = torch.arange(len(y)) % 3 > 0
    model = PointGAT(x.size(1), args.hidden, 3, args.layers, args.heads, args.dropout)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr, weight_decay=5e-4)
    for epoch in range(args.epochs):
        model.train()
        optimizer.zero_grad()
        out = model(x, edge_index)
        loss = F.cross_entropy(out[train_mask], y[train_mask])
        loss.backward()
        optimizer.step()
        acc = (out.argmax(1) == y)[~train_mask].float().mean()
        print(f"epoch {epoch} loss {loss.item():.4f} acc {acc.item():.3f}")


if __name__ == "__main__":
    main()
