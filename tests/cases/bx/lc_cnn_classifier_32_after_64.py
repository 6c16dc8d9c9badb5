import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class MyCNNClassifier(nn.Module):
    def __init__(self, in_c, n_classes, hidden=128):
        super().__init__()
        self.conv1 = nn.Conv2d(in_c, 32, kernel_size=3, stride=1, padding=1)
        self.bn1 = nn.BatchNorm2d(32)

        self.conv2 = nn.Conv2d(32, 64, kernel_size=3, stride=1, padding=1)
        self.bn2 = nn.BatchNorm2d(32)

        self.fc1 = nn.Linear(32 * 28 * 28, hidden)
        self.fc2 = nn.Linear(hidden, n_classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.relu(self.bn2(self.conv2(x)))
        x = x.view(x.size(0), -1)
        x = torch.sigmoid(self.fc1(x))
        return self.fc2(x)


def run_epoch(model, loader, optimizer=None):
    model.train(optimizer is not None)
    total = 0.0
    for x, y in loader:
        with torch.set_grad_enabled(optimizer is not None):
            loss = F.cross_entropy(model(x), y)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item()
    return total / len(loader)


tf = transforms.Compose([transforms.Grayscale(), transforms.ToTensor()])
train = FakeData(size=32, image_size=(3, 28, 28), num_classes=10, transform=tf)
valid = FakeData(size=16, image_size=(3, 28, 28), num_classes=10, transform=tf, random_offset=500)

model = MyCNNClassifier(1, 10)
print("parameters", sum(p.numel() for p in model.parameters()))
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
print("train", run_epoch(model, DataLoader(train, batch_size=8, shuffle=True), optimizer))
print("valid", run_epoch(model, DataLoader(valid, batch_size=8)))
