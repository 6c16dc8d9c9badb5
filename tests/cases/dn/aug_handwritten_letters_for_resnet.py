import torch
from torch import nn, optim
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms

BATCH_SIZE = 16
LETTERS = 26

trafos = transforms.Compose([transforms.Resize(64), transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])


def letters(n):
    """As many pictures as asked for, in the format of the EMNIST letters."""
    return datasets.FakeData(size=n, image_size=(1, 28, 28), num_classes=LETTERS, transform=trafos)


train_loader = DataLoader(letters(32), batch_size=BATCH_SIZE, shuffle=True)
test_loader = DataLoader(letters(16), batch_size=BATCH_SIZE)

net = models.resnet18(num_classes=LETTERS)

criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.9)


def train():
    net.train()
    for images, labels in train_loader:
        optimizer.zero_grad()
        loss = criterion(net(images), labels)
        loss.backward()
        optimizer.step()
        print(f"loss {loss.item():.3f}")


def test():
    net.eval()
    hits = 0
    with torch.no_grad():
        for images, labels in test_loader:
            hits += (net(images).argmax(1) == labels).sum().item()
    print(f"accuracy {hits / len(test_loader.dataset):.2f}")


train()
test()
