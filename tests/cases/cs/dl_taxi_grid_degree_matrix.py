import os
import tempfile

import numpy as np
import torch
from torch import nn

N_CELLS = 12 * 12


def sample_trajectories(n=40, length=15):
    rng = np.random.default_rng(5)
    trips = []
    for _ in range(n):
        r, c = rng.integers(0, 12, 2)
        trip = [r * 12 + c]
        while len(trip) < length:
            r, c = np.clip([r + rng.integers(-1, 2), c + rng.integers(-1, 2)], 0, 11)
            trip.append(r * 12 + c)
        trips.append(trip)
    return np.array(trips)


def preprocess(trips, folder):
    adj = np.eye(N_CELLS, dtype=np.float32)
    for a, b in zip(trips[:, :-1].ravel(), trips[:, 1:].ravel()):
        adj[a, b] = adj[b, a] = 1
    rowsum = np.array(adj.sum())
    d_inv_sqrt = np.power(rowsum, -0.5).flatten()
    d_inv_sqrt[np.isinf(d_inv_sqrt)] = 0.0
    np.savez(os.path.join(folder, "grid.npz"), adj=adj, d_norm=np.diag(d_inv_sqrt))


class TrajectoryEncoder(nn.Module):
    def __init__(self, adj, d_norm, embed=32, hidden=64):
        super().__init__()
        self.register_buffer("adj", adj)
        self.register_buffer("d_norm", d_norm)
        self.cells = nn.Embedding(N_CELLS, embed)
        self.graph = nn.Linear(embed, embed)
        self.gru = nn.GRU(embed, hidden, batch_first=True)
        self.next_cell = nn.Linear(hidden, N_CELLS)

    def norm_a_n(self, A, D):
        return D.mm(A).mm(D)

    def forward(self, trips):
        H = self.norm_a_n(self.adj, self.d_norm)
        table = torch.relu(self.graph(H.mm(self.cells.weight)))
        states, _ = self.gru(table[trips])
        return self.next_cell(states)


trips = sample_trajectories()
with tempfile.TemporaryDirectory() as folder:
    preprocess(trips, folder)
    grid = np.load(os.path.join(folder, "grid.npz"))
    adj, d_norm = torch.from_numpy(grid["adj"]), torch.from_numpy(grid["d_norm"])

model = TrajectoryEncoder(adj, d_norm.float())
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for batch in torch.from_numpy(trips).split(20):
    logits = model(batch[:, :-1])
    loss = nn.functional.cross_entropy(logits.transpose(1, 2), batch[:, 1:])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"reconstruction {loss.item():.3f}")
