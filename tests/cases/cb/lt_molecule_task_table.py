import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

N_ATOM_TYPES = 9


def write_benchmark(path, n=60):
    """Atoms and bonds of all molecules in flat arrays, the labels as a table with a column for each task."""
    rng = np.random.default_rng(17)
    sizes = rng.integers(5, 15, n)
    atoms, bonds, table = [], [], np.zeros((n, 1), dtype=np.int64)
    for k, size in enumerate(sizes):
        kinds = rng.integers(0, N_ATOM_TYPES, size)
        atoms.append(kinds)
        chain = np.stack([np.arange(size - 1), np.arange(1, size)])
        bonds.append(np.concatenate([np.full((1, size - 1), k), chain]))
        table[k, 0] = int((kinds == 3).sum() > 1)
    np.savez(path, atoms=np.concatenate(atoms), sizes=sizes, bonds=np.concatenate(bonds, 1), labels=table)


class MoleculeBenchmark(Dataset):
    def __init__(self, path, split):
        raw = np.load(path)
        starts = np.concatenate([[0], np.cumsum(raw["sizes"])])
        self.graphs = []
        for k in range(len(raw["sizes"])):
            if (k % 5 == 4) != (split == "test"):
                continue
            atoms = torch.from_numpy(raw["atoms"][starts[k]:starts[k + 1]])
            pairs = torch.from_numpy(raw["bonds"][1:, raw["bonds"][0] == k])
            label = torch.from_numpy(raw["labels"][k])
            self.graphs.append((atoms, pairs, label))

    def __len__(self):
        return len(self.graphs)

    def __getitem__(self, i):
        return self.graphs[i]


def collate(items):
    atoms, edges, owner, shift = [], [], [], 0
    for g, (kinds, pairs, _) in enumerate(items):
        atoms.append(kinds)
        edges.append(torch.cat([pairs, pairs.flip(0)], dim=1) + shift)
        owner.append(torch.full((len(kinds),), g))
        shift += len(kinds)
    labels = torch.stack([label for _, _, label in items])
    return torch.cat(atoms), torch.cat(edges, dim=1), torch.cat(owner), labels


class GIN(nn.Module):
    def __init__(self, hidden=32, layers=2, num_classes=2):
        super().__init__()
        self.embed = nn.Embedding(N_ATOM_TYPES, hidden)
        self.mlps = nn.ModuleList(
            [nn.Sequential(nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, hidden)) for _ in range(layers)])
        self.classify = nn.Linear(hidden, num_classes)

    def forward(self, atoms, edges, owner, n_graphs):
        h = self.embed(atoms)
        for mlp in self.mlps:
            h = torch.relu(mlp(h + torch.zeros_like(h).index_add(0, edges[1], h[edges[0]])))
        pooled = h.new_zeros(n_graphs, h.shape[1]).index_add(0, owner, h)
        return self.classify(pooled)


with tempfile.TemporaryDirectory() as tmp:
    path = os.path.join(tmp, "hiv.npz")
    write_benchmark(path)
    train_set, test_set = MoleculeBenchmark(path, "train"), MoleculeBenchmark(path, "test")

torch.manual_seed(17)
model = GIN()
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
for epoch in range(3):
    model.train()
    for atoms, edges, owner, labels in DataLoader(train_set, batch_size=16, shuffle=True, collate_fn=collate):
        logits = model(atoms, edges, owner, len(labels))
        loss = loss_fn(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("epoch", epoch, "loss", loss.item())

model.eval()
with torch.no_grad():
    atoms, edges, owner, labels = collate(list(test_set))
    scores = model(atoms, edges, owner, len(labels))
    print("test accuracy", (scores.argmax(1) == labels.flatten()).float().mean().item())
