"""Multivariate time series classification with a linear recurrent baseline."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


def load_series(n=90, length=40, channels=3, seed=1234):
    """Worm movements: a series per animal, the last strain is rare."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 4
    labels[[3, 11, 19]] = 4
    time = np.linspace(0, 1, length)
    data = np.sin(2 * np.pi * (1 + labels)[:, None, None] * time[None, :, None])
    data = data + 0.3 * rng.normal(size=(n, length, channels))
    return torch.tensor(data, dtype=torch.float32), torch.tensor(labels)


def split_indices(n):
    n_train, n_val = int(0.7 * n), int(0.15 * n)
    idx = torch.arange(n)
    return idx[:n_train], idx[n_train:n_train + n_val], idx[n_train + n_val:]


def create_dataset(data, labels, batch_size):
    mean, std = data.mean(dim=(0, 1)), data.std(dim=(0, 1))
    data = (data - mean) / std
    time = torch.linspace(0, 1, data.shape[1]).expand(len(data), -1)
    data = torch.cat([time.unsqueeze(-1), data], dim=-1)

    loaders = {}
    for name, idx in zip(("train", "val", "test"), split_indices(len(labels))):
        num_classes = len(torch.unique(labels[idx]))
        targets = F.one_hot(labels[idx], num_classes).float()
        loaders[name] = DataLoader(TensorDataset(data[idx], targets), batch_size, shuffle=name == "train")
    return loaders


class LRU(nn.Module):
    """Diagonal linear recurrence followed by a readout of the last state."""

    def __init__(self, data_dim, hidden_dim, label_dim):
        super().__init__()
        self.inp = nn.Linear(data_dim, hidden_dim)
        self.decay = nn.Parameter(torch.rand(hidden_dim))
        self.readout = nn.Linear(hidden_dim, label_dim)

    def forward(self, x):
        u = self.inp(x)
        a = torch.sigmoid(self.decay)
        state = torch.zeros_like(u[:, 0])
        for t in range(u.shape[1]):
            state = a * state + torch.tanh(u[:, t])
        return self.readout(state)


def evaluate(model, loader):
    model.eval()
    losses, hits, n = [], 0, 0
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            losses.append(F.cross_entropy(logits, y).item())
            hits += (logits.argmax(1) == y.argmax(1)).sum().item()
            n += len(x)
    return float(np.mean(losses)), hits / n


def train_model(loaders, num_steps, lr=1e-2):
    x, y = loaders["train"].dataset[0]
    model = LRU(x.shape[-1], 16, y.shape[-1])
    optim = torch.optim.Adam(model.parameters(), lr=lr)
    step = 0
    while step < num_steps:
        for x, y in loaders["train"]:
            model.train()
            loss = F.cross_entropy(model(x), y)
            optim.zero_grad()
            loss.backward()
            optim.step()
            step += 1
        print(step, "train", round(loss.item(), 3), "val", evaluate(model, loaders["val"]))
    return model


torch.manual_seed(0)
series, strains = load_series()
dataloaders = create_dataset(series, strains, batch_size=16)
net = train_model(dataloaders, num_steps=12)
print("test", evaluate(net, dataloaders["test"]))
