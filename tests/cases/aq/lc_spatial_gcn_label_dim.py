import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--dataset_name", type=str, default="freesolv")
parser.add_argument("--dim_coor", type=int, default=3)
parser.add_argument("--label_dim", type=int, default=1)
parser.add_argument("--hidden_size", type=int, default=64)
parser.add_argument("--out_dim", type=int, default=1)
parser.add_argument("--epochs", type=int, default=2)
args = parser.parse_args()


class SpatialGraphConv(nn.Module):
    def __init__(self, coors, in_channels, out_channels, hidden_size):
        super().__init__()
        self.in_channels = in_channels
        self.lin_in = nn.Linear(coors, hidden_size * in_channels)
        self.lin_out = nn.Linear(hidden_size * in_channels, out_channels)

    def forward(self, x, pos, edge_index):
        src, dst = edge_index
        relative_pos = pos[dst] - pos[src]
        scaling = torch.relu(self.lin_in(relative_pos))
        message = scaling.view(len(src), self.in_channels, -1) * x[src].unsqueeze(-1)
        message = message.view(len(src), -1)
        aggr_out = torch.zeros(len(x), message.size(1)).index_add(0, dst, message)
        return torch.relu(self.lin_out(aggr_out))


class SGCN(nn.Module):
    def __init__(self, dim_coor, label_dim, hidden, out_dim):
        super().__init__()
        self.conv1 = SpatialGraphConv(dim_coor, label_dim, hidden, hidden_size=64)
        self.conv2 = SpatialGraphConv(dim_coor, hidden, hidden, hidden_size=8)
        self.fc1 = nn.Linear(hidden, out_dim)

    def forward(self, x, pos, edge_index, batch):
        x = self.conv1(x, pos, edge_index)
        x = self.conv2(x, pos, edge_index)
        n_graphs = int(batch.max()) + 1
        pooled = torch.zeros(n_graphs, x.size(1)).index_add(0, batch, x)
        return self.fc1(pooled)


def molecule_batch(n_graphs=16, atoms=9, n_atom_features=25):
    """Atoms as one-hot like features, coordinates of a conformer, bonds along a chain."""
    n = n_graphs * atoms
    batch = torch.arange(n) // atoms
    first = torch.arange(n - 1)[batch[:-1] == batch[1:]]
    edge_index = torch.cat([torch.stack([first, first + 1]), torch.stack([first + 1, first])], dim=1)
    x = (torch.rand(n, n_atom_features) > 0.8).float()
    return x, torch.randn(n, 3), edge_index, batch, torch.randn(n_graphs, 1)


model = SGCN(args.dim_coor, args.label_dim, args.hidden_size, args.out_dim)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(args.epochs):
    x, pos, edge_index, batch, y = molecule_batch()
    loss = nn.functional.mse_loss(model(x, pos, edge_index, batch), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(args.dataset_name, epoch, loss.item())
