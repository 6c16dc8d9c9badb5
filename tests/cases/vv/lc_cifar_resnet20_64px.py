import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


def conv3x3(cin, cout, stride=1):
    return nn.Conv2d(cin, cout, 3, stride, 1, bias=False)


class BasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1, self.bn1 = conv3x3(inplanes, planes, stride), nn.BatchNorm2d(planes)
        self.conv2, self.bn2 = conv3x3(planes, planes), nn.BatchNorm2d(planes)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or inplanes != planes:
            self.downsample = nn.Sequential(nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        residual = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(out)) + residual)


class ResNetCifar(nn.Module):
    def __init__(self, n, num_classes=10):
        super().__init__()
        self.inplanes = 16
        self.conv1, self.bn1 = conv3x3(3, 16), nn.BatchNorm2d(16)
        self.relu = nn.ReLU(inplace=True)
        self.layer1 = self._make_layer(16, n)
        self.layer2 = self._make_layer(32, n, stride=2)
        self.layer3 = self._make_layer(64, n, stride=2)
        self.avgpool = nn.AvgPool2d(8, stride=1)
        self.fc = nn.Linear(64, num_classes)

    def _make_layer(self, planes, blocks, stride=1):
        layers = [BasicBlock(self.inplanes, planes, stride)]
        self.inplanes = planes
        layers += [BasicBlock(planes, planes) for _ in range(1, blocks)]
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        x = self.avgpool(x)
        x = x.view(x.size(0), -1)
        return self.fc(x)


def resnet20_cifar(**kwargs):
    return ResNetCifar(3, **kwargs)


def make_leaf_folder(root, classes=6, per_class=4):
    rng = np.random.RandomState(3)
    for c in range(classes):
        os.makedirs(os.path.join(root, f"species_{c:02d}"))
        for k in range(per_class):
            pixels = rng.randint(0, 256, (90, 90, 3)).astype("uint8")
            Image.fromarray(pixels).save(os.path.join(root, f"species_{c:02d}", f"{k}.png"))


def train(loader, model, criterion, optimizer):
    model.train()
    for i, (images, target) in enumerate(loader):
        output = model(images)
        loss = criterion(output, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"[{i}/{len(loader)}] loss {loss.item():.3f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    normalize = transforms.Normalize(mean=[0.491, 0.482, 0.447], std=[0.247, 0.243, 0.262])
    transform_train = transforms.Compose([
        transforms.Resize((64, 64)),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        normalize,
    ])
    with tempfile.TemporaryDirectory() as root:
        make_leaf_folder(root)
        train_set = datasets.ImageFolder(root, transform_train)
        train_loader = DataLoader(train_set, batch_size=8, shuffle=True)
        model = resnet20_cifar(num_classes=len(train_set.classes))
        train(train_loader, model, nn.CrossEntropyLoss(), torch.optim.SGD(model.parameters(), 0.1, momentum=0.9))
