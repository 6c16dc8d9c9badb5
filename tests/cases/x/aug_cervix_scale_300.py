import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn, optim
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

BATCH = 8
EPOCHS = 1
SIZE = 300


def fake_screening_folder(root):
    """Three types of photographs."""
    rng = np.random.RandomState(2)
    for kind in ("Type_1", "Type_2", "Type_3"):
        folder = os.path.join(root, "train", kind)
        os.makedirs(folder)
        for i in range(8):
            w, h = (412, 309) if rng.rand() < 0.5 else (309, 412)
            pixels = rng.randint(0, 256, (h // 3 + 1, w // 3 + 1, 3)).astype("uint8")
            Image.fromarray(pixels).resize((w, h)).save(os.path.join(folder, f"{i}.jpg"))


def build_loader(root, train=True):
    normalize = transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
    steps = [transforms.Resize(SIZE)]
    if train:
        steps += [transforms.RandomHorizontalFlip(), transforms.ColorJitter(brightness=0.1)]
    steps += [transforms.ToTensor(), normalize]
    folder = datasets.ImageFolder(os.path.join(root, "train"), transform=transforms.Compose(steps))
    return DataLoader(folder, batch_size=BATCH, shuffle=True)


class CervixNet(nn.Module):
    def __init__(self, n_classes=3):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 12, 5, stride=4, padding=2), nn.BatchNorm2d(12), nn.ReLU(),
            nn.Conv2d(12, 24, 3, stride=2, padding=1), nn.BatchNorm2d(24), nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.pool = nn.AdaptiveAvgPool2d((4, 4))
        self.classifier = nn.Linear(24 * 4 * 4, n_classes)

    def forward(self, x):
        x = self.pool(self.features(x))
        return self.classifier(torch.flatten(x, 1))


def main():
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        fake_screening_folder(root)
        train_loader = build_loader(root)
        net = CervixNet()
        criterion = nn.CrossEntropyLoss()
        optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
        for epoch in range(EPOCHS):
            running, seen = 0.0, 0
            for inputs, labels in train_loader:
                optimizer.zero_grad()
                loss = criterion(net(inputs), labels)
                loss.backward()
                optimizer.step()
                running += loss.item() * len(labels)
                seen += len(labels)
            print(f"[{epoch + 1}] loss: {running / seen:.3f}")


if __name__ == "__main__":
    main()
