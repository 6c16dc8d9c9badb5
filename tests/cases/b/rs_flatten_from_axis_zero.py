import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, random_split
from torchvision import datasets, transforms

BATCH = 32

to_tensor = transforms.Compose([
    transforms.Grayscale(),
    transforms.ToTensor(),
    transforms.Normalize((0.5,), (0.5,)),
])
digits = datasets.FakeData(size=96, image_size=(3, 5, 5), num_classes=10, transform=to_tensor)
train_part, test_part = random_split(digits, [64, 32])


class TinyDigits(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 32, 3)
        self.bn = nn.BatchNorm2d(32)
        self.fc1 = nn.Linear(288, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.bn(self.conv(x)))
        x = torch.flatten(x)
        x = F.relu(self.fc1(x))
        return F.log_softmax(self.fc2(x), dim=-1)


def fit(model, loader, optimizer):
    model.train()
    for data, target in loader:
        optimizer.zero_grad()
        loss = F.nll_loss(model(data), target)
        loss.backward()
        optimizer.step()
    return loss.item()


def test(model, loader):
    model.eval()
    good = 0
    with torch.no_grad():
        for data, target in loader:
            good += model(data).argmax(dim=1).eq(target).sum().item()
    return good / len(loader.dataset)


if __name__ == "__main__":
    model = TinyDigits()
    sgd = optim.SGD(model.parameters(), lr=0.01, momentum=0.5)
    print("loss", fit(model, DataLoader(train_part, BATCH, shuffle=True), sgd))
    print("accuracy", test(model, DataLoader(test_part, BATCH)))
