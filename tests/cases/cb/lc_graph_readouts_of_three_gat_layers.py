import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

N_NODES, N_FEATURES = 20, 7


class ToyProteins(Dataset):
    """Ring graphs and random graphs, padded to the same number of nodes."""

    def __init__(self, n=48):
        g = torch.Generator().manual_seed(777)
        self.items = []
        for k in range(n):
            y = k % 2
            adj = torch.eye(N_NODES)
            if y:
                adj = adj + torch.roll(torch.eye(N_NODES), 1, 1) + torch.roll(torch.eye(N_NODES), -1, 1)
            else:
                noise = (torch.rand(N_NODES, N_NODES, generator=g) < 0.1).float()
                adj = ((adj + noise + noise.T) > 0).float()
            kinds = torch.randint(0, N_FEATURES, (N_NODES,), generator=g)
            self.items.append((nn.functional.one_hot(kinds, N_FEATURES).float(), adj, y))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


class GAT(nn.Module):
    def __init__(self, in_dim, out_dim, heads=1, concat=True):
        super().__init__()
        self.heads, self.out_dim, self.concat = heads, out_dim, concat
        self.lin = nn.Linear(in_dim, heads * out_dim, bias=False)
        self.att_src = nn.Parameter(torch.randn(heads, out_dim) * 0.1)
        self.att_dst = nn.Parameter(torch.randn(heads, out_dim) * 0.1)

    def forward(self, x, adj):
        b, n, _ = x.shape
        h = self.lin(x).view(b, n, self.heads, self.out_dim)
        src, dst = (h * self.att_src).sum(-1), (h * self.att_dst).sum(-1)
        e = nn.functional.leaky_relu(src[:, :, None] + dst[:, None], 0.2)
        alpha = e.masked_fill(adj[..., None] == 0, -1e9).softmax(dim=2)
        out = torch.einsum("bijh,bjhd->bihd", alpha, h)
        return out.flatten(2) if self.concat else out.mean(dim=2)


def readout(x):
    return torch.cat([x.max(dim=1).values, x.mean(dim=1)], dim=1)


class Model(nn.Module):
    def __init__(self, nhid=32, heads=4, num_classes=2, dropout=0.0):
        super().__init__()
        self.dropout = dropout
        self.conv1 = GAT(N_FEATURES, nhid, heads=heads)
        self.conv2 = GAT(nhid * heads, nhid, heads=heads)
        self.conv3 = GAT(nhid * heads, nhid, heads=heads, concat=False)
        self.lin1 = nn.Linear(nhid * 2, nhid)
        self.lin2 = nn.Linear(nhid, num_classes)

    def forward(self, x, adj):
        x = torch.relu(self.conv1(x, adj))
        x1 = readout(x)
        x = torch.relu(self.conv2(x, adj))
        x2 = readout(x)
        x = torch.relu(self.conv3(x, adj))
        x3 = readout(x)
        x = torch.relu(x1) + torch.relu(x2) + torch.relu(x3)
        x = torch.relu(self.lin1(x))
        x = nn.functional.dropout(x, self.dropout, self.training)
        return self.lin2(x).log_softmax(dim=-1)


torch.manual_seed(777)
data = ToyProteins()
train_set, val_set = torch.utils.data.random_split(data, [36, 12])
model = Model()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005, weight_decay=1e-4)
for epoch in range(3):
    model.train()
    for x, adj, y in DataLoader(train_set, batch_size=12, shuffle=True):
        loss = nn.functional.nll_loss(model(x, adj), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        x, adj, y = next(iter(DataLoader(val_set, batch_size=12)))
        acc = (model(x, adj).argmax(1) == y).float().mean().item()
    print(f"epoch {epoch} loss {loss.item():.4f} val acc {acc:.3f}")
