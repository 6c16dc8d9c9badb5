import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


def write_omics_tables(folder, n_genes=50):
    rng = np.random.default_rng(12)
    layers = {"transcriptome": 20, "proteome": 15, "phosphoproteome": 15}
    for name, width in layers.items():
        np.savetxt(os.path.join(folder, name + ".csv"), rng.normal(size=(n_genes, width)), delimiter=",")
    np.savetxt(os.path.join(folder, "edges.csv"), rng.integers(0, n_genes, (180, 2)), fmt="%d", delimiter=",")
    np.savetxt(os.path.join(folder, "labels.csv"), rng.integers(0, 2, n_genes), fmt="%d")


class GraphConv(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features))
        nn.init.xavier_uniform_(self.weight)

    def forward(self, x, adj):
        support = torch.mm(x, self.weight)
        return torch.mm(adj, support) + self.bias


class GCN(nn.Module):
    def __init__(self, num_features, num_classes, hidden=100):
        super().__init__()
        self.conv1 = GraphConv(num_features, hidden)
        self.conv2 = GraphConv(hidden, 16)
        self.classifier = nn.Linear(16, num_classes)

    def forward(self, x, adj):
        h = F.dropout(F.relu(self.conv1(x, adj)), 0.3, self.training)
        h = F.relu(self.conv2(h, adj))
        return self.classifier(h)


def normalised_adjacency(edges, n):
    a = torch.eye(n)
    a[edges[:, 0], edges[:, 1]] = 1.0
    a = torch.maximum(a, a.t())
    d = a.sum(1).rsqrt()
    return d[:, None] * a * d[None, :]


torch.manual_seed(0)
with tempfile.TemporaryDirectory() as data_dir:
    write_omics_tables(data_dir)
    read = lambda name: np.loadtxt(os.path.join(data_dir, name + ".csv"), delimiter=",")
    features = np.concatenate([read(t) for t in ("transcriptome", "proteome", "phosphoproteome")], axis=1)
    x = torch.tensor(features, dtype=torch.float32)
    adj = normalised_adjacency(torch.tensor(read("edges")).long(), len(x))
    y = torch.tensor(read("labels")).long()

train_mask = torch.rand(len(y)) < 0.8
model = GCN(27, 2)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=5e-4)
for epoch in range(5):
    model.train()
    optimizer.zero_grad()
    out = model(x, adj)
    loss = F.cross_entropy(out[train_mask], y[train_mask])
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
model.eval()
print("held-out accuracy", (model(x, adj).argmax(1) == y)[~train_mask].float().mean().item())
