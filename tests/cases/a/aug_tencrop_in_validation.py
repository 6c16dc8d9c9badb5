import argparse

import torch
import torch.nn as nn
import torchvision.transforms as transforms
from torch.utils.data import DataLoader
from torchvision.datasets import FakeData

parser = argparse.ArgumentParser(description="Facial expressions with ten-crop testing")
parser.add_argument("--batch-size", default=8, type=int)
parser.add_argument("--cut-size", default=44, type=int)
parser.add_argument("--lr", default=0.01, type=float)


class PyramidBlock(nn.Module):
    """Two kernel sizes side by side, as in pyramidal convolutions."""

    def __init__(self, cin, cout):
        super().__init__()
        self.k3 = nn.Conv2d(cin, cout // 2, 3, padding=1, bias=False)
        self.k5 = nn.Conv2d(cin, cout // 2, 5, padding=2, bias=False)
        self.bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        return torch.relu(self.bn(torch.cat((self.k3(x), self.k5(x)), dim=1)))


def make_net(num_classes=7):
    return nn.Sequential(
        PyramidBlock(3, 16), nn.MaxPool2d(2), PyramidBlock(16, 32),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, num_classes),
    )


def train(loader, model, criterion, optimizer):
    model.train()
    for i, (input, target) in enumerate(loader):
        loss = criterion(model(input), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"Epoch: [1][{i}/{len(loader)}] Loss {loss.item():.4e}")


def validate(loader, model, criterion):
    model.eval()
    total, correct = 0, 0
    with torch.no_grad():
        for input, target in loader:
            output = model(input)
            loss = criterion(output, target)
            correct += (output.argmax(1) == target).sum().item()
            total += len(target)
    return correct / total, loss.item()


if __name__ == "__main__":
    args = parser.parse_args([])
    transform_train = transforms.Compose([
        transforms.RandomCrop(args.cut_size),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
    ])
    transform_test = transforms.Compose([
        transforms.TenCrop(args.cut_size),
        transforms.Lambda(lambda crops: torch.stack([transforms.ToTensor()(crop) for crop in crops])),
    ])
    trainset = FakeData(24, (3, 48, 48), 7, transform=transform_train)
    testset = FakeData(16, (3, 48, 48), 7, transform=transform_test, random_offset=99)
    model, criterion = make_net(), nn.CrossEntropyLoss()
    train(DataLoader(trainset, args.batch_size), model, criterion, torch.optim.SGD(model.parameters(), args.lr))
    print("val", validate(DataLoader(testset, args.batch_size), model, criterion))
