import torch
from torch import nn

opt = dict(in_channels=50, n_filters=32, n_blocks=3, n_heads=4, n_classes=11)


class GATConv(nn.Module):
    def __init__(self, in_channels, out_channels, heads=1, concat=True):
        super().__init__()
        self.heads, self.out_channels, self.concat = heads, out_channels, concat
        self.lin = nn.Linear(in_channels, heads * out_channels, bias=False)
        self.att_src = nn.Parameter(torch.randn(heads, out_channels) * 0.1)
        self.att_dst = nn.Parameter(torch.randn(heads, out_channels) * 0.1)

    def forward(self, x, edge_index):
        src, dst = edge_index
        h = self.lin(x).view(-1, self.heads, self.out_channels)
        score = (h * self.att_src).sum(-1)[src] + (h * self.att_dst).sum(-1)[dst]
        alpha = torch.exp(nn.functional.leaky_relu(score, 0.2))
        norm = torch.zeros(x.size(0), self.heads).index_add(0, dst, alpha)
        alpha = alpha / norm[dst]
        out = torch.zeros_like(h).index_add(0, dst, alpha.unsqueeze(-1) * h[src])
        return out.flatten(1) if self.concat else out.mean(dim=1)


class GraphConv(nn.Module):
    def __init__(self, in_channels, out_channels, heads):
        super().__init__()
        self.gconv = GATConv(in_channels, out_channels, heads)
        self.act = nn.ReLU()

    def forward(self, x, edge_index):
        return self.act(self.gconv(x, edge_index))


class DenseBlock(nn.Module):
    def __init__(self, channels, growth, heads):
        super().__init__()
        self.body = GraphConv(channels, growth, heads)

    def forward(self, x, edge_index):
        return torch.cat([x, self.body(x, edge_index)], dim=1)


class DenseDeepGCN(nn.Module):
    def __init__(self, in_channels, n_filters, n_blocks, n_heads, n_classes):
        super().__init__()
        self.head = GraphConv(in_channels, n_filters, n_heads)
        self.backbone = nn.ModuleList(DenseBlock(n_filters * (i + 1), n_filters, n_heads) for i in range(n_blocks))
        self.prediction = nn.Linear(n_filters * (n_blocks + 1), n_classes)

    def forward(self, x, edge_index):
        x = self.head(x, edge_index)
        for block in self.backbone:
            x = block(x, edge_index)
        return self.prediction(x)


# a protein interaction graph with self loops
n = 120
loops = torch.arange(n).repeat(2, 1)
edge_index = torch.cat([torch.randint(0, n, (2, 700)), loops], dim=1)
features = torch.randn(n, opt["in_channels"])
targets = torch.randint(0, 2, (n, opt["n_classes"])).float()

model = DenseDeepGCN(**opt)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(3):
    out = model(features, edge_index)
    loss = nn.functional.binary_cross_entropy_with_logits(out, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
