import torch
import torch.nn.functional as F
from torch import nn


def random_mesh(n_nodes=120, n_edges=500, n_classes=3):
    g = torch.Generator().manual_seed(2)
    edge_index = torch.randint(0, n_nodes, (2, n_edges), generator=g)
    loops = torch.arange(n_nodes).repeat(2, 1)
    x = torch.randn(n_nodes, 2, generator=g)
    y = torch.randint(0, n_classes, (n_nodes,), generator=g)
    return x, torch.cat([edge_index, loops], dim=1), y


class GraphAttention(nn.Module):
    """Attention over the edges of a sparse graph, several heads."""

    def __init__(self, in_channels, out_channels, heads=1, concat=True):
        super().__init__()
        self.heads, self.out_channels, self.concat = heads, out_channels, concat
        self.lin = nn.Linear(in_channels, heads * out_channels, bias=False)
        self.att_src = nn.Parameter(torch.randn(1, heads, out_channels) * 0.1)
        self.att_dst = nn.Parameter(torch.randn(1, heads, out_channels) * 0.1)

    def forward(self, x, edge_index):
        src, dst = edge_index
        n = x.size(0)
        h = self.lin(x).view(n, self.heads, self.out_channels)
        score = (h * self.att_src).sum(-1)[src] + (h * self.att_dst).sum(-1)[dst]
        weight = F.leaky_relu(score, 0.2).exp()
        total = torch.zeros(n, self.heads).index_add(0, dst, weight)
        weight = weight / total[dst]
        out = torch.zeros_like(h).index_add(0, dst, weight.unsqueeze(-1) * h[src])
        if self.concat:
            return out.flatten(1)
        return out.mean(dim=1)


class GAT(nn.Module):
    def __init__(self, in_channels, hidden, n_classes, heads):
        super().__init__()
        self.conv1 = GraphAttention(in_channels, hidden, heads=heads)
        self.conv2 = GraphAttention(hidden, hidden, heads=heads, concat=False)
        self.lin = nn.Linear(hidden, n_classes)

    def forward(self, x, edge_index):
        x = F.elu(self.conv1(x, edge_index))
        x = F.dropout(x, 0.2, self.training)
        x = F.elu(self.conv2(x, edge_index))
        return self.lin(x)


x, edge_index, y = random_mesh()
model = GAT(in_channels=2, hidden=32, n_classes=3, heads=2)
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3, weight_decay=5e-4)
for epoch in range(3):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x, edge_index), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
