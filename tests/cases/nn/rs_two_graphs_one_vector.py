from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader

N_NODES = 24


@dataclass
class Data:
    x: torch.Tensor
    edge_index: torch.Tensor
    y: torch.Tensor
    num_graphs: int = 1


def collate(samples):
    """Nodes of all graphs one below the other, edges shifted accordingly."""
    shift, edges = 0, []
    for d in samples:
        edges.append(d.edge_index + shift)
        shift += d.x.size(0)
    return Data(torch.cat([d.x for d in samples]), torch.cat(edges, 1),
                torch.cat([d.y for d in samples]), len(samples))


class GCNConv(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.lin = nn.Linear(in_channels, out_channels)

    def forward(self, x, edge_index):
        n = x.size(0)
        adj = torch.eye(n)
        adj[edge_index[1], edge_index[0]] = 1.0
        deg = adj.sum(1).rsqrt()
        return (deg[:, None] * adj * deg[None, :]) @ self.lin(x)


class GCN_Network(nn.Module):
    def __init__(self, in_channels=6, hidden=16):
        super().__init__()
        self.conv1 = GCNConv(in_channels, hidden)
        self.conv2 = GCNConv(hidden, 4)
        self.fc1 = nn.Linear(N_NODES * 4, 32)
        self.fc2 = nn.Linear(32, 1)

    def forward(self, data):
        x, edge_index = data.x, data.edge_index
        x = F.elu(self.conv1(x, edge_index))
        x = F.elu(self.conv2(x, edge_index))
        x = F.relu(self.fc1(x.view(-1)))
        return torch.sigmoid(self.fc2(x))


def tactile_sample(i):
    """Same layout of the 24 taxels for every grasp, other pressures."""
    g = torch.Generator().manual_seed(i)
    ring = torch.arange(N_NODES)
    edge_index = torch.stack([torch.cat([ring, (ring + 1) % N_NODES]), torch.cat([(ring + 1) % N_NODES, ring])])
    return Data(torch.rand(N_NODES, 6, generator=g), edge_index, torch.tensor([[float(i % 2)]]))


torch.manual_seed(0)
stability_model_params = {"batch_size": 2, "lr": 1e-3, "epochs": 1}
loader = DataLoader([tactile_sample(i) for i in range(8)], batch_size=stability_model_params["batch_size"],
                    collate_fn=collate)
stability_model = GCN_Network()
optimizer = torch.optim.Adam(stability_model.parameters(), lr=stability_model_params["lr"])
criterion = nn.MSELoss()
for epoch in range(stability_model_params["epochs"]):
    for sample in loader:
        optimizer.zero_grad()
        output_ = stability_model(sample)
        loss = criterion(output_, sample.y)
        loss.backward()
        optimizer.step()
        print(epoch, loss.item())
