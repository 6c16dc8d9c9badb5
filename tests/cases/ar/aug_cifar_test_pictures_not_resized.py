import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision.transforms as T
from torch.utils.data import DataLoader
from torchvision.datasets import FakeData


class CifarData:
    """Stand-in for CIFAR10 with the loaders of both phases."""

    def __init__(self, batch_size):
        normalize = T.Normalize(mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5))
        train_tf = T.Compose([T.Resize(28), T.RandomHorizontalFlip(), T.ToTensor(), normalize])
        test_tf = T.Compose([T.ToTensor(), normalize])
        self.train = DataLoader(FakeData(48, (3, 32, 32), 10, train_tf), batch_size, shuffle=True)
        self.test = DataLoader(FakeData(24, (3, 32, 32), 10, test_tf), batch_size)
        self.num_classes = 10
        self.in_channel = 3


class CNN(nn.Module):
    def __init__(self, in_channel, num_classes):
        super().__init__()
        self.layer1 = nn.Sequential(
            nn.Conv2d(in_channel, 16, kernel_size=5, padding=2), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2))
        self.layer2 = nn.Sequential(
            nn.Conv2d(16, 32, kernel_size=5, padding=2), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2))
        self.fc = nn.Linear(7 * 7 * 32, num_classes)

    def forward(self, x):
        out = self.layer2(self.layer1(x))
        out = out.view(out.size(0), -1)
        return self.fc(out)


def evaluate(model, loader):
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images).argmax(1) == labels).sum().item()
            total += len(labels)
    return correct / total


data = CifarData(batch_size=12)
model = CNN(data.in_channel, data.num_classes)
optimizer = torch.optim.Adam(model.parameters(), lr=3e-5)
for images, labels in data.train:
    optimizer.zero_grad()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
print("train loss", loss.item())
print("test accuracy", evaluate(model, data.test))
