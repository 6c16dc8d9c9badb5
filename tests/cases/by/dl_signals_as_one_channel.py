import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

config = [10, 100, 100, 100, 100]
batch_size = 1
epochs = 2


class NeuralNet(nn.Module):
    def __init__(self, config, kernel_size=1):
        super().__init__()
        self.layers = nn.ModuleList([
            nn.Sequential(nn.Conv1d(config[i], config[i + 1], kernel_size=kernel_size), nn.ReLU())
            for i in range(len(config) - 1)
        ])
        self.last_layer = nn.Linear(config[-1], 3)
        self.layers.append(nn.Flatten())
        self.layers.append(self.last_layer)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def loader(train_data, batch_size):
    inps = torch.tensor(train_data[0])
    tgts = torch.tensor(train_data[1])
    inps = torch.unsqueeze(inps, 1)
    dataset = TensorDataset(inps, tgts)
    return DataLoader(dataset, batch_size=batch_size, shuffle=True)


def fit(net, train_loader):
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
    for epoch in range(epochs):
        total = 0.0
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = criterion(net(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch}: {total / len(train_loader):.4f}")


rng = np.random.default_rng(0)
signals = rng.normal(size=(100, 10)).astype(np.float32)
goals = np.stack([signals.mean(1), signals.std(1), signals.max(1)], axis=1)
fit(NeuralNet(config), loader((signals, goals), batch_size))
