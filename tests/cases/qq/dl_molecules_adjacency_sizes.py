import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

ATOMS = ["C", "N", "O", "F", "H"]


class MoleculeDataset(Dataset):
    """Random trees with a few extra bonds; the target is a made-up solubility."""

    def __init__(self, n, seed=11):
        rng = np.random.default_rng(seed)
        self.graphs = []
        for _ in range(n):
            n_atoms = int(rng.integers(6, 15))
            kinds = rng.integers(0, len(ATOMS), n_atoms)
            adj = np.zeros((n_atoms, n_atoms), dtype=np.float32)
            for k in range(1, n_atoms):
                j = int(rng.integers(0, k))
                adj[k, j] = adj[j, k] = 1.0
            feats = np.eye(len(ATOMS), dtype=np.float32)[kinds]
            target = float((kinds == 2).sum() - 0.2 * n_atoms)
            self.graphs.append((feats, adj, target))

    def __len__(self):
        return len(self.graphs)

    def __getitem__(self, i):
        feats, adj, target = self.graphs[i]
        adj = torch.from_numpy(adj) + torch.eye(len(adj))
        deg = adj.sum(1).rsqrt()
        return torch.from_numpy(feats), deg[:, None] * adj * deg[None, :], torch.tensor([target])


def collate_graphs(samples):
    feats = pad_sequence([x for x, _, _ in samples], batch_first=True)
    mask = pad_sequence([torch.ones(len(x)) for x, _, _ in samples], batch_first=True)
    adjs = torch.stack([a for _, a, _ in samples])
    targets = torch.stack([y for _, _, y in samples])
    return feats, adjs, mask, targets


class GraphConv(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_in, n_out))
        self.bias = nn.Parameter(torch.zeros(n_out))
        nn.init.xavier_uniform_(self.weight)

    def forward(self, x, adj):
        return torch.bmm(adj, x @ self.weight) + self.bias


class GCN(nn.Module):
    def __init__(self, n_feats, hidden=32):
        super().__init__()
        self.gc1 = GraphConv(n_feats, hidden)
        self.gc2 = GraphConv(hidden, hidden)
        self.readout = nn.Linear(hidden, 1)

    def forward(self, x, adj, mask):
        x = F.relu(self.gc1(x, adj))
        x = F.relu(self.gc2(x, adj)) * mask.unsqueeze(-1)
        pooled = x.sum(dim=1) / mask.sum(dim=1, keepdim=True)
        return self.readout(pooled)


def fit(model, train_loader, valid_loader, epochs):
    opt = torch.optim.Adam(model.parameters(), lr=0.01)
    for epoch in range(epochs):
        model.train()
        train_loss = 0.0
        for feats, adjs, mask, y in train_loader:
            opt.zero_grad()
            loss = F.mse_loss(model(feats, adjs, mask), y)
            loss.backward()
            opt.step()
            train_loss += loss.item()
        model.eval()
        with torch.no_grad():
            valid = [F.l1_loss(model(f, a, m), y).item() for f, a, m, y in valid_loader]
        print(f"epoch {epoch}: train {train_loss / len(train_loader):.3f} valid mae {np.mean(valid):.3f}")


if __name__ == "__main__":
    torch.manual_seed(5)
    train_loader = DataLoader(MoleculeDataset(96), batch_size=16, collate_fn=collate_graphs)
    valid_loader = DataLoader(MoleculeDataset(32, seed=12), batch_size=16, collate_fn=collate_graphs)
    fit(GCN(len(ATOMS)), train_loader, valid_loader, epochs=2)
