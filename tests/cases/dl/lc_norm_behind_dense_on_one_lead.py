import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

WINDOW = 300


class HeartbeatWindows(Dataset):
    """Windows of a single-lead recording, shape (lead, samples)."""

    def __init__(self, n=96):
        rng = np.random.default_rng(11)
        self.y = rng.integers(0, 3, n)
        t = np.linspace(0, 6 * np.pi, WINDOW)
        self.x = np.sin(t[None, :] * (1 + self.y[:, None])) + 0.1 * rng.normal(size=(n, WINDOW))

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return torch.tensor(self.x[i], dtype=torch.float32).unsqueeze(0), int(self.y[i])


class DenseNet(nn.Module):
    def __init__(self, sizes=(WINDOW, 100, 50), n_classes=3):
        super().__init__()
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers.append(nn.Linear(n_in, n_out))
            layers.append(nn.BatchNorm1d(n_out))
            layers.append(nn.Tanh())
        layers.append(nn.Linear(sizes[-1], n_classes))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        out = self.layers(x)
        return out.flatten(1)


model = DenseNet()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
for x, y in DataLoader(HeartbeatWindows(), batch_size=16, shuffle=True):
    loss = nn.functional.cross_entropy(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(round(loss.item(), 4))
