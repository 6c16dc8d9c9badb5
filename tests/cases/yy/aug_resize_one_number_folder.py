import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

normalize = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
transform_train = transforms.Compose([
    transforms.RandomResizedCrop(64),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    normalize,
])
transform_val = transforms.Compose([
    transforms.Resize(64),
    transforms.ToTensor(),
    normalize,
])


def write_photos(root):
    rng = np.random.default_rng(0)
    sizes = [(120, 90), (90, 120), (128, 96), (100, 100), (140, 80), (96, 128), (110, 90), (90, 90)]
    for split in ("train", "val"):
        for label in ("cat", "dog"):
            folder = os.path.join(root, split, label)
            os.makedirs(folder)
            for i, (w, h) in enumerate(sizes):
                Image.fromarray(rng.integers(0, 256, (h, w, 3), dtype=np.uint8)).save(os.path.join(folder, f"{i}.jpg"))


def build_model():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 2),
    )


def run(root, epochs=2):
    trainset = datasets.ImageFolder(os.path.join(root, "train"), transform=transform_train)
    valset = datasets.ImageFolder(os.path.join(root, "val"), transform=transform_val)
    train_loader = DataLoader(trainset, batch_size=8, shuffle=True, num_workers=2)
    val_loader = DataLoader(valset, batch_size=8, num_workers=2)
    model = build_model()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    for epoch in range(epochs):
        model.train()
        for images, labels in train_loader:
            loss = criterion(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        correct = 0
        with torch.no_grad():
            for images, labels in val_loader:
                correct += (model(images).argmax(1) == labels).sum().item()
        print(f"epoch {epoch}: loss {loss.item():.3f}, val acc {correct / len(valset):.2f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        write_photos(root)
        run(root)
