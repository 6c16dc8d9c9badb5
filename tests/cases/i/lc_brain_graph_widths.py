import torch
from torch import nn

config = {"n_nodes": 30, "in_dim": 7, "hidden_dim": 5, "n_classes": 2, "c": 0.85}


class ResidualGraphConvolution(nn.Module):
    """Adds what the neighbours say to what a node knows itself."""

    def __init__(self, in_dim, out_dim, c):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(in_dim, out_dim) / in_dim ** 0.5)
        self.c = c

    def forward(self, adj, x):
        axw = torch.matmul(adj, torch.matmul(x, self.weight))
        return torch.relu(x + self.c * axw)


class ConnectomeNet(nn.Module):
    def __init__(self, in_dim, hidden_dim, n_classes, c):
        super().__init__()
        self.layer1 = ResidualGraphConvolution(in_dim, hidden_dim, c)
        self.layer2 = ResidualGraphConvolution(hidden_dim, hidden_dim, c)
        self.mlp = nn.Linear(hidden_dim, n_classes)

    def forward(self, adj, x):
        h = self.layer2(adj, self.layer1(adj, x))
        return self.mlp(h.mean(dim=1))


def subjects(n, nodes, features):
    g = torch.Generator().manual_seed(6)
    adj = torch.rand(n, nodes, nodes, generator=g)
    adj = (adj + adj.transpose(1, 2)) / 2
    return adj / adj.sum(-1, keepdim=True), torch.randn(n, nodes, features, generator=g), torch.arange(n) % 2


torch.manual_seed(0)
adj, x, y = subjects(12, config["n_nodes"], config["in_dim"])
net = ConnectomeNet(config["in_dim"], config["hidden_dim"], config["n_classes"], config["c"])
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for epoch in range(2):
    loss = nn.functional.cross_entropy(net(adj, x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
