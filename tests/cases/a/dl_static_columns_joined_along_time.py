import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class OzeDataset(Dataset):
    """Buildings: R static characteristics, Z weather and occupation series, X simulated outputs."""

    def __init__(self, path):
        raw = np.load(path)
        R, X, Z = raw["R"], raw["X"], raw["Z"]
        static = np.repeat(R[:, None, :], Z.shape[1], axis=1)
        self.x = np.concatenate([Z, static], axis=-1).astype(np.float32)
        self.y = X.astype(np.float32)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, idx):
        return torch.from_numpy(self.x[idx]), torch.from_numpy(self.y[idx])


class ConvBenchmark(nn.Module):
    def __init__(self, d_input, d_model, d_output):
        super().__init__()
        self.conv1 = nn.Conv1d(d_input, d_model, 11, padding=5)
        self.conv2 = nn.Conv1d(d_model, d_model, 11, padding=5)
        self.linear = nn.Linear(d_model, d_output)

    def forward(self, x):
        x = torch.relu(self.conv1(x.transpose(1, 2)))
        x = torch.relu(self.conv2(x)).transpose(1, 2)
        return torch.sigmoid(self.linear(x))


def simulate_table(m, k):
    """One row per building: all columns of step 0, then all columns of step 1, and so on."""
    rng = np.random.default_rng(0)
    return rng.random((m, 19)), rng.random((m, k * 8)), rng.random((m, k * 18))


def csv_to_npz(path, m=12, k=168):
    R, X, Z = simulate_table(m, k)
    X = X.reshape((m, -1, k))
    Z = Z.reshape((m, -1, k))
    np.savez(path, R=R, X=X, Z=Z)


BATCH_SIZE, d_model, d_input, d_output = 4, 48, 37, 8
with tempfile.TemporaryDirectory() as tmp:
    csv_to_npz(os.path.join(tmp, "output.npz"))
    loader = DataLoader(OzeDataset(os.path.join(tmp, "output.npz")), batch_size=BATCH_SIZE, shuffle=True)
net = ConvBenchmark(d_input, d_model, d_output)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
for x, y in loader:
    netout = net(x)
    loss = nn.functional.mse_loss(netout, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
