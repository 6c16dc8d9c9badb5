import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

CONFIG = {"INPUT_SIZE": 112, "BATCH_SIZE": 4, "NUM_CLASSES": 5}
MEAN, STD = (0.43, 0.30, 0.22), (0.28, 0.20, 0.17)


def generate_transforms(size):
    train = transforms.Compose([
        transforms.RandomResizedCrop(size, scale=(0.87, 1.15), ratio=(0.7, 1.3)),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize(MEAN, STD),
    ])
    test = transforms.Compose([
        transforms.Resize(size),
        transforms.ToTensor(),
        transforms.Normalize(MEAN, STD),
    ])
    return train, test


class Fundus(Dataset):
    def __init__(self, n, transform, seed):
        rng = np.random.default_rng(seed)
        self.transform = transform
        self.images = []
        for _ in range(n):
            h = 160
            w = int(rng.integers(160, 240))
            self.images.append(Image.fromarray(rng.integers(0, 256, (h, w, 3)).astype("uint8")))
        self.grades = rng.integers(0, CONFIG["NUM_CLASSES"], n)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.transform(self.images[i]), int(self.grades[i])


class GradingNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(3, 16, 5, stride=4), nn.ReLU(), nn.Conv2d(16, 32, 3, stride=2), nn.ReLU())
        self.dense = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, num_classes))

    def forward(self, x):
        return self.dense(self.conv(x))


def train(net, loader):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.003, momentum=0.9, nesterov=True)
    net.train()
    for X, y in loader:
        loss = nn.functional.cross_entropy(net(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def evaluate(net, loader):
    net.eval()
    correct = total = 0
    with torch.no_grad():
        for X, y in loader:
            correct += (net(X).argmax(1) == y).sum().item()
            total += len(y)
    return correct / total


train_tf, test_tf = generate_transforms(CONFIG["INPUT_SIZE"])
net = GradingNet(CONFIG["NUM_CLASSES"])
print("loss", train(net, DataLoader(Fundus(8, train_tf, 1), CONFIG["BATCH_SIZE"], shuffle=True)))
print("acc", evaluate(net, DataLoader(Fundus(8, test_tf, 2), CONFIG["BATCH_SIZE"])))
