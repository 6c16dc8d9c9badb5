import torch
from torch import nn
from torch.utils.data import DataLoader

torch.manual_seed(7)
N_NODES, N_FEATURES = 24, 6


class Data:
    def __init__(self, x, edge_index, y):
        self.x, self.edge_index, self.y = x, edge_index, y


class Batch(Data):
    def __init__(self, graphs):
        offset, xs, edges = 0, [], []
        for g in graphs:
            xs.append(g.x)
            edges.append(g.edge_index + offset)
            offset += g.x.size(0)
        super().__init__(torch.cat(xs), torch.cat(edges, dim=1), torch.stack([g.y for g in graphs]))
        self.num_graphs = len(graphs)


class GCNConv(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.lin = nn.Linear(in_channels, out_channels, bias=False)
        self.bias = nn.Parameter(torch.zeros(out_channels))

    def forward(self, x, edge_index):
        loops = torch.arange(x.size(0)).expand(2, -1)
        row, col = torch.cat([edge_index, loops], dim=1)
        deg = torch.bincount(col, minlength=x.size(0)).float()
        norm = (deg[row] * deg[col]).rsqrt()
        h = self.lin(x)
        out = torch.zeros_like(h).index_add_(0, col, norm[:, None] * h[row])
        return out + self.bias


class GCN(nn.Module):
    def __init__(self, hidden=16):
        super().__init__()
        self.conv1 = GCNConv(N_FEATURES, hidden)
        self.conv2 = GCNConv(hidden, hidden)
        self.fc1 = nn.Linear(N_NODES * hidden, 64)
        self.fc2 = nn.Linear(64, 1)

    def forward(self, data):
        x = torch.relu(self.conv1(data.x, data.edge_index))
        x = torch.relu(self.conv2(x, data.edge_index))
        x = torch.relu(self.fc1(x.view(-1)))
        return self.fc2(x)


def finger_graph(stable):
    chain = torch.arange(N_NODES - 1)
    edge_index = torch.stack([torch.cat([chain, chain + 1]), torch.cat([chain + 1, chain])])
    x = torch.randn(N_NODES, N_FEATURES) + (0.5 if stable else 0.0)
    return Data(x, edge_index, torch.tensor([float(stable)]))


def run_epoch(model, loader, criterion, optimizer=None):
    total = 0.0
    for sample in loader:
        output = model(sample)
        loss = criterion(output, sample.y)
        if optimizer:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item() / len(loader)
    return total


grasps = [finger_graph(i % 2 == 0) for i in range(60)]
train_loader = DataLoader(grasps[:48], batch_size=2, shuffle=True, collate_fn=Batch)
val_loader = DataLoader(grasps[48:], batch_size=2, collate_fn=Batch)
model = GCN()
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(3):
    train_loss = run_epoch(model, train_loader, criterion, optimizer)
    with torch.no_grad():
        val_loss = run_epoch(model, val_loader, criterion)
    print(f"epoch {epoch}: train {train_loss:.4f} val {val_loss:.4f}")
