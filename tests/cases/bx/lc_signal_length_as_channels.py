import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

config = [10, 100, 100, 100, 100]
kernel_size = 1
batch_size = 4
epochs = 2
learning_rate = 0.001


class SignalNet(nn.Module):
    def __init__(self, config, kernel_size=1):
        super().__init__()
        self.config = config
        self.layers = nn.ModuleList([
            nn.Sequential(nn.Conv1d(config[i], config[i + 1], kernel_size=kernel_size), nn.ReLU())
            for i in range(len(config) - 1)
        ])
        self.layers.append(nn.Flatten())
        self.layers.append(nn.Linear(config[-1], 3))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def make_signals(n=100, length=10):
    rng = np.random.default_rng(0)
    kind = rng.integers(0, 3, n)
    t = np.linspace(0, 2 * np.pi, length)
    waves = np.sin(t[None] * (1 + kind[:, None])) + 0.2 * rng.normal(size=(n, length))
    return waves.astype(np.float32), kind


def loader(data, batch_size):
    inps = torch.tensor(data[0])
    tgts = torch.tensor(data[1])
    inps = torch.unsqueeze(inps, 1)
    return DataLoader(TensorDataset(inps, tgts), batch_size=batch_size, shuffle=True)


signals, classes = make_signals()
train_loader = loader((signals[:80], classes[:80]), batch_size)
test_loader = loader((signals[80:], classes[80:]), batch_size)

model = SignalNet(config, kernel_size)
optimizer = optim.Adam(model.parameters(), lr=learning_rate)
for epoch in range(epochs):
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        hits = sum((model(x).argmax(1) == y).sum().item() for x, y in test_loader)
    print(f"epoch {epoch}: loss {loss.item():.3f}, accuracy {hits / 20:.2f}")
