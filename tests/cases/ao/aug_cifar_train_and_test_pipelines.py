import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

IMAGE_SIZE = 28
NORM = transforms.Normalize((0.4914, 0.4822, 0.4465), (0.247, 0.243, 0.262))


def get_loaders(batch_size):
    train_tf = transforms.Compose([
        transforms.Resize(IMAGE_SIZE),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        NORM,
    ])
    test_tf = transforms.Compose([
        transforms.ToTensor(),
        NORM,
    ])
    train = FakeData(100, (3, 32, 32), 10, train_tf, random_offset=0)
    test = FakeData(100, (3, 32, 32), 10, test_tf, random_offset=7000)
    return DataLoader(train, batch_size, shuffle=True), DataLoader(test, batch_size)


class SmallCnn(nn.Module):
    """Small network for MNIST and CIFAR-10."""

    def __init__(self, in_channel, num_classes=10):
        super().__init__()
        self.conv1 = nn.Sequential(
            nn.Conv2d(in_channel, 16, kernel_size=5, padding=2), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2))
        self.conv2 = nn.Sequential(
            nn.Conv2d(16, 32, kernel_size=5, padding=2), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2))
        self.fc = nn.Linear(7 * 7 * 32, num_classes)

    def forward(self, x):
        out = self.conv2(self.conv1(x))
        out = out.view(out.size(0), -1)
        return self.fc(out)


train_loader, test_loader = get_loaders(batch_size=50)
net = SmallCnn(in_channel=3)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

for epoch in range(2):
    net.train()
    for step, (images, labels) in enumerate(train_loader):
        loss = F.cross_entropy(net(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.4f}")

    net.eval()
    correct = 0
    with torch.no_grad():
        for images, labels in test_loader:
            predicted = net(images).argmax(dim=1)
            correct += (predicted == labels).sum().item()
    print(f"epoch {epoch} accuracy {100 * correct / len(test_loader.dataset):.1f} %")
