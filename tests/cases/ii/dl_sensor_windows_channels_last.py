import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

rng = np.random.default_rng(5)
torch.manual_seed(5)


def export_windows(folder):
    """Accelerometer windows as the recording tool writes them."""
    t = np.arange(256) / 50.0
    freq = rng.uniform(0.5, 4.0, size=(708, 1, 3))
    windows = np.sin(2 * np.pi * freq * t[None, :, None]) + 0.1 * rng.normal(size=(708, 256, 3))
    np.save(os.path.join(folder, "X_train.npy"), windows.astype(np.float32))
    np.save(os.path.join(folder, "y_train.npy"), (freq[:, 0].mean(axis=1) > 2.2).astype(np.int64))


class Windows(Dataset):
    def __init__(self, folder):
        self.x = np.load(os.path.join(folder, "X_train.npy"))
        self.y = np.load(os.path.join(folder, "y_train.npy"))

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return torch.from_numpy(self.x[i]), int(self.y[i])


class ActivityNet(nn.Module):
    def __init__(self, n_channels=3, n_classes=2):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(n_channels, 24, 5), nn.ReLU(), nn.MaxPool1d(4),
            nn.Conv1d(24, 48, 5), nn.ReLU(), nn.AdaptiveAvgPool1d(1),
        )
        self.head = nn.Linear(48, n_classes)

    def forward(self, x):
        return self.head(self.features(x).flatten(1))


with tempfile.TemporaryDirectory() as folder:
    export_windows(folder)
    train_set = Windows(folder)

net = ActivityNet()
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for x, y in DataLoader(train_set, batch_size=118, shuffle=True):
    loss = nn.functional.cross_entropy(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
print("loss", loss.item())
