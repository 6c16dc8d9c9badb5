import random

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData
from torchvision.transforms import functional as TF

random.seed(2)
torch.manual_seed(2)


class RandomScale:
    """Shrinks or enlarges a picture by a random factor."""

    def __init__(self, limit=0.2):
        self.limit = limit

    def __call__(self, img):
        factor = 1 + random.uniform(-self.limit, self.limit)
        return TF.resize(img, [round(img.height * factor), round(img.width * factor)])


train_tf = transforms.Compose([
    transforms.Resize((96, 96)),
    RandomScale(0.25),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.25, 0.25, 0.25)),
])
val_tf = transforms.Compose([
    transforms.Resize((96, 96)),
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.25, 0.25, 0.25)),
])
train_set = FakeData(24, (3, 120, 150), 4, transform=train_tf)
val_set = FakeData(8, (3, 120, 150), 4, transform=val_tf)

net = nn.Sequential(
    nn.Conv2d(3, 12, 5, stride=3), nn.ReLU(),
    nn.Conv2d(12, 24, 3, stride=2), nn.ReLU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(24, 4),
)
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)


def evaluate(loader):
    net.eval()
    with torch.no_grad():
        hits = [(net(x).argmax(1) == y).float().mean().item() for x, y in loader]
    net.train()
    return sum(hits) / len(hits)


print("before", evaluate(DataLoader(val_set, batch_size=4)))
for x, y in DataLoader(train_set, batch_size=8, shuffle=True):
    loss = nn.functional.cross_entropy(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("after", evaluate(DataLoader(val_set, batch_size=4)))
