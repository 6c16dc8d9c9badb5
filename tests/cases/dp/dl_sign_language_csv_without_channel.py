import io

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def sign_mnist_train(rows=48):
    rng = np.random.default_rng(1)
    table = np.c_[rng.integers(0, 24, rows), rng.integers(0, 256, (rows, 784))]
    return io.StringIO("\n".join(",".join(map(str, row)) for row in table))


def load(file):
    table = np.loadtxt(file, delimiter=",")
    labels = table[:, 0].astype("int64")
    pixels = table[:, 1:].astype("float32") / 255.0
    images = pixels.reshape(-1, 28, 28)
    return TensorDataset(torch.from_numpy(images), torch.from_numpy(labels))


class SignNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn0 = nn.BatchNorm2d(1)
        self.conv1 = nn.Conv2d(1, 10, 3)
        self.conv2 = nn.Conv2d(10, 20, 3)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(20 * 5 * 5, 24)

    def forward(self, x):
        x = self.bn0(x)
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        return self.fc(x.flatten(1))


train_set = load(sign_mnist_train())
net = SignNet()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for batch_idx, (x, y) in enumerate(DataLoader(train_set, batch_size=16, shuffle=True)):
    loss = nn.functional.cross_entropy(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(batch_idx, loss.item())
