import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(5)

n_sensors = 293
batch_size = 4


def normalized_adjacency(edge_index, n):
    """D^-1/2 (A + I) D^-1/2 of an undirected graph."""
    a = torch.eye(n)
    a[edge_index[0], edge_index[1]] = 1.0
    a[edge_index[1], edge_index[0]] = 1.0
    d = a.sum(1).rsqrt()
    return d[:, None] * a * d[None, :]


class GCNConv(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.lin = nn.Linear(in_channels, out_channels, bias=False)
        self.bias = nn.Parameter(torch.zeros(out_channels))

    def forward(self, x, adj):
        return adj @ self.lin(x) + self.bias


class TrafficGCN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = GCNConv(n_sensors * batch_size, 256)
        self.conv2 = GCNConv(256, 1)

    def forward(self, x, adj):
        x = F.relu(self.conv1(x, adj))
        x = F.dropout(x, 0.2, self.training)
        return self.conv2(x, adj)


# a road network: a chain of sensors and some crossings
chain = torch.stack([torch.arange(n_sensors - 1), torch.arange(1, n_sensors)])
crossings = torch.randint(0, n_sensors, (2, 120))
adj = normalized_adjacency(torch.cat([chain, crossings], dim=1), n_sensors)

# the speed at every sensor now and five minutes later
speed = torch.randn(25, n_sensors, 1).cumsum(0)
loader = DataLoader(TensorDataset(speed[:-1], speed[1:]), batch_size=batch_size, shuffle=True)

model = TrafficGCN()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=5e-4)
for epoch in range(2):
    for now, later in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(now, adj), later)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
