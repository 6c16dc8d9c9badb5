import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

N_CHANNELS, N_SAMPLES = 18, 1000


class RandomTimeWarp:
    def __init__(self, copies=1, strength=0.2, seed=None):
        self.copies, self.strength = copies, strength
        self.rng = np.random.default_rng(seed)

    def _warp(self, series):
        n = len(series)
        knots = np.cumsum(1 + self.strength * self.rng.uniform(-1, 1, 6))
        grid = np.interp(np.arange(n), np.linspace(0, n - 1, 6), (knots - knots[0]) / (knots[-1] - knots[0]) * (n - 1))
        return np.stack([np.interp(grid, np.arange(n), col) for col in series.T], axis=1)

    def run(self, X):
        X = np.asarray(X, dtype=np.float64)
        ndim = X.ndim
        if ndim == 1:
            X = X[None]
        if X.ndim == 2:
            X = X[..., None]
        out = np.stack([self._warp(s) for s in np.repeat(X, self.copies, axis=0)])
        return out if ndim == 3 else out[..., 0]


def recordings(n):
    rng = np.random.default_rng(5)
    y = rng.integers(0, 2, n)
    t = np.arange(N_SAMPLES) / 250.0
    tone = np.sin(2 * np.pi * (8 + 5 * y)[:, None, None] * t)
    return tone + rng.normal(size=(n, N_CHANNELS, N_SAMPLES)), y


def enlarge(trials, labels, copies):
    warp = RandomTimeWarp(copies, seed=1)
    xs, ys = [], []
    for trial, label in zip(trials, labels):
        versions = warp.run(trial)
        xs.append(versions)
        ys.append(label)
    return np.stack(xs).astype(np.float32), np.array(ys)


class EEGClassifier(nn.Module):
    def __init__(self, n_channels=N_CHANNELS, n_classes=2):
        super().__init__()
        self.temporal = nn.Conv1d(n_channels, 16, kernel_size=25, stride=5)
        self.norm = nn.BatchNorm1d(16)
        self.classify = nn.Linear(16, n_classes)

    def forward(self, x):
        h = torch.relu(self.norm(self.temporal(x)))
        return self.classify(h.mean(dim=-1))


trials, labels = recordings(8)
x, y = enlarge(trials, labels, copies=4)
loader = DataLoader(TensorDataset(torch.from_numpy(x), torch.from_numpy(y)), batch_size=8, shuffle=True)
model = EEGClassifier()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for xb, yb in loader:
    loss = nn.functional.cross_entropy(model(xb), yb)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f}")
