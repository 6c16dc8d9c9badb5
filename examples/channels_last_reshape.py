"""Flat rows of pixels are given the shape N H W C; torch's convolutions read N C H W."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 16, kernel_size=3, padding=1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv(x)))
        return self.head(x.flatten(1))


torch.manual_seed(0)
pixels = torch.rand(640, 28 * 28)
labels = torch.randint(10, (640,))
train = DataLoader(TensorDataset(pixels, labels), batch_size=64, shuffle=True)

model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for rows, target in train:
    images = rows.reshape(64, 28, 28, 1)
    loss = nn.functional.cross_entropy(model(images), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(f"trained, last loss {loss.item():.3f}")
