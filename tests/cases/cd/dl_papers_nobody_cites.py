from types import SimpleNamespace

import torch
from torch import nn
import torch.nn.functional as F

N_PAPERS, N_WORDS, N_TOPICS = 300, 64, 6


def load_citations(seed=0):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, N_TOPICS, (N_PAPERS,), generator=g)
    x = torch.rand(N_PAPERS, N_WORDS, generator=g) + F.one_hot(y, N_WORDS) * 2.0
    src = torch.randint(0, N_PAPERS, (260,), generator=g)
    dst = torch.randint(0, N_PAPERS, (260,), generator=g)
    order = torch.randperm(N_PAPERS, generator=g)
    masks = {}
    for name, part in zip(("train_mask", "val_mask", "test_mask"), order.split((120, 80, 100))):
        masks[name] = torch.zeros(N_PAPERS, dtype=torch.bool)
        masks[name][part] = True
    return SimpleNamespace(x=x, y=y, edge_index=torch.stack([torch.cat([src, dst]), torch.cat([dst, src])]), **masks)


class RemoveIsolatedNodes:
    """Drops papers that neither cite nor are cited and numbers the others anew."""

    def __call__(self, data):
        keep = torch.zeros(data.x.shape[0], dtype=torch.bool)
        keep[data.edge_index.flatten()] = True
        new_id = torch.cumsum(keep, 0) - 1
        data.edge_index = new_id[data.edge_index]
        data.x = data.x[keep]
        return data


class RowNormalize:
    def __call__(self, data):
        data.x = data.x / data.x.sum(1, keepdim=True).clamp(min=1e-6)
        return data


def norm_adjacency(edge_index, n):
    a = torch.eye(n)
    a[edge_index[0], edge_index[1]] = 1.0
    d = a.sum(1).rsqrt()
    return d[:, None] * a * d[None, :]


class GCN(nn.Module):
    def __init__(self, n_in, hidden, n_out):
        super().__init__()
        self.lin1 = nn.Linear(n_in, hidden)
        self.lin2 = nn.Linear(hidden, n_out)

    def forward(self, x, adj):
        x = F.relu(adj @ self.lin1(x))
        x = F.dropout(x, 0.5, self.training)
        return adj @ self.lin2(x)


def evaluate(model, data, adj):
    model.eval()
    with torch.no_grad():
        pred = model(data.x, adj).argmax(1)
    return [(pred[m] == data.y[m]).float().mean().item() for m in (data.val_mask, data.test_mask)]


torch.manual_seed(1)
data = load_citations()
for transform in (RemoveIsolatedNodes(), RowNormalize()):
    data = transform(data)
adj = norm_adjacency(data.edge_index, data.x.shape[0])

model = GCN(N_WORDS, 32, N_TOPICS)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=5e-4)
for epoch in range(1, 21):
    model.train()
    out = model(data.x, adj)
    loss = F.cross_entropy(out[data.train_mask], data.y[data.train_mask])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 5 == 0:
        val, test = evaluate(model, data, adj)
        print(f"epoch {epoch:02d} loss {loss.item():.4f} val {val:.3f} test {test:.3f}")
