import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms as T
from torchvision.datasets import ImageFolder

INPUT_SIZE = 96


def write_food(root):
    rng = np.random.RandomState(0)
    for split in ("train", "val"):
        for label, name in enumerate(("pizza", "ramen")):
            folder = os.path.join(root, split, name)
            os.makedirs(folder)
            for i in range(4):
                size = (120 + 16 * i, 140 - 8 * label, 3)
                Image.fromarray(rng.randint(0, 255, size, dtype=np.uint8)).save(os.path.join(folder, f"{i}.png"))


train_transform = T.Compose([
    T.RandomResizedCrop(size=INPUT_SIZE, scale=(0.08, 1.0)),
    T.RandomHorizontalFlip(),
    T.ToTensor(),
])
val_transform = T.Compose([
    T.Resize(INPUT_SIZE),
    T.ToTensor(),
])


class Classifier(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 16, 7, 4, 3), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
        )
        self.fc = nn.Linear(32, classes)

    def forward(self, x):
        return self.fc(self.backbone(x).mean((2, 3)))


def finetune(root):
    train_loader = DataLoader(ImageFolder(os.path.join(root, "train"), train_transform), batch_size=4, shuffle=True)
    val_loader = DataLoader(ImageFolder(os.path.join(root, "val"), val_transform), batch_size=4)
    model = Classifier()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for images, labels in train_loader:
        loss = nn.functional.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("train", loss.item())
    model.eval()
    hits = 0
    with torch.no_grad():
        for images, labels in val_loader:
            hits += (model(images).argmax(1) == labels).sum().item()
    print("val", hits / len(val_loader.dataset))


with tempfile.TemporaryDirectory() as root:
    write_food(root)
    finetune(root)
