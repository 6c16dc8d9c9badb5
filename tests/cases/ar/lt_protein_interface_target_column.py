import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class InterfaceDataset(Dataset):
    """Gridded features of docking models with one target per model."""

    def __init__(self, n=24, n_features=6, grid=10, select_target="BIN_CLASS"):
        rng = np.random.RandomState(5)
        self.features = rng.rand(n, n_features, grid, grid, grid).astype(np.float32)
        values = {"IRMSD": rng.rand(n, 1) * 12.0}
        values["BIN_CLASS"] = (values["IRMSD"] < 4.0).astype(np.float64)
        self.target = values[select_target]

    def __len__(self):
        return len(self.features)

    def __getitem__(self, index):
        return {"feature": self.features[index], "target": self.target[index]}


class Cnn3d(nn.Module):
    def __init__(self, channels, task):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv3d(channels, 8, 2), nn.ReLU(), nn.MaxPool3d(2),
            nn.Conv3d(8, 12, 2), nn.ReLU(), nn.MaxPool3d(2),
        )
        self.fc1 = nn.Linear(12, 32)
        self.fc2 = nn.Linear(32, 2 if task == "class" else 1)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(self.conv(x).flatten(1))))


class NeuralNet:
    def __init__(self, data_set, task):
        self.task = task
        self.data_set = data_set
        self.net = Cnn3d(data_set.features.shape[1], task)
        self.criterion = nn.CrossEntropyLoss() if task == "class" else nn.MSELoss()
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=0.005, momentum=0.9)

    def train(self, nepoch=1, batch_size=8):
        for epoch in range(nepoch):
            for data in DataLoader(self.data_set, batch_size=batch_size):
                inputs, targets = data["feature"], data["target"]
                targets = targets.long() if self.task == "class" else targets.float()
                outputs = self.net(inputs)
                loss = self.criterion(outputs, targets)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
            print("epoch", epoch, loss.item())


NeuralNet(InterfaceDataset(), task="class").train(nepoch=2)
