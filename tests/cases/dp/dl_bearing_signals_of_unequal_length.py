import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class SignalDataset(Dataset):
    """Two acceleration channels per run of the machine, label 1 for a worn bearing."""

    def __init__(self, n=16):
        rng = np.random.default_rng(5)
        self.data, self.label = [], []
        for k in range(n):
            t = np.arange(rng.integers(400, 900)) / 1000
            wave = np.stack([np.sin(60 * t), np.cos(60 * t)]) * (1 + k % 2)
            self.data.append(wave + 0.1 * rng.standard_normal(wave.shape))
            self.label.append(k % 2)

    def __len__(self):
        return len(self.label)

    def __getitem__(self, index):
        data = self.data[index].astype("float32")
        return data, self.label[index]


class SignalGRU(nn.Module):
    def __init__(self, channels=2, hidden=24, classes=2):
        super().__init__()
        self.rnn = nn.GRU(channels, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, classes)

    def forward(self, x):
        out, h = self.rnn(x.transpose(1, 2))
        return self.fc(h[-1])


dataset = SignalDataset()
dataloader = DataLoader(dataset, batch_size=8)
model = SignalGRU()
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for data, label in dataloader:
    loss = loss_fn(model(data), label)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
