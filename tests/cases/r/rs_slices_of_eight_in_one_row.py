import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    """A 3D network: three filters of a cell slice are its depth, four colours its channels."""

    def __init__(self, n_classes=18):
        super().__init__()
        self.conv1 = nn.Conv3d(4, 8, (1, 5, 5))
        self.pool1 = nn.MaxPool3d((1, 2, 2))
        self.conv2 = nn.Conv3d(8, 16, (3, 3, 3))
        self.pool2 = nn.MaxPool3d((1, 2, 2))
        self.fc1 = nn.Linear(16 * 1 * 14 * 14, 60)
        self.fc2 = nn.Linear(60, 30)
        self.fc3 = nn.Linear(30, n_classes)

    def forward(self, x):
        x = self.pool1(F.relu(self.conv1(x)))
        x = self.pool2(F.relu(self.conv2(x)))
        x = x.view(8, 16 * 1 * 14 * 14)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return torch.sigmoid(self.fc3(x))


def train_epoch(epoch, model, loader, criterion, optimizer):
    total = 0.0
    for i, (inputs, labels) in enumerate(loader):
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
        if i % 2 == 0:
            print(f"{epoch}, {i}, {total / (i + 1):.4f}")
    return total


torch.manual_seed(42)
slices = TensorDataset(torch.rand(29, 4, 3, 64, 64), torch.randint(0, 2, (29, 18)).float())
model = Net()
train_epoch(1, model, DataLoader(slices, batch_size=8), nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.01))
