import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder

SETTINGS = {
    "types": ["Type_1", "Type_2", "Type_3"],
    "edge": 64,
    "batch_size": 6,
    "lr": 2e-3,
    "epochs": 1,
}


def fake_screening(root, per_type=6):
    rng = np.random.default_rng(21)
    for part in ("train", "test"):
        for k, name in enumerate(SETTINGS["types"]):
            folder = os.path.join(root, part, name)
            os.makedirs(folder)
            for i in range(per_type):
                shape = (120, 90, 3) if (i + k) % 2 else (90, 120, 3)
                img = rng.integers(0, 120, shape)
                img[..., k] += 100
                Image.fromarray(img.astype(np.uint8)).save(os.path.join(folder, f"{i}.jpg"))


def build_transforms(edge):
    train = transforms.Compose([
        transforms.RandomHorizontalFlip(),
        transforms.Resize(edge),
        transforms.ToTensor(),
        transforms.Normalize([0.4, 0.4, 0.4], [0.25, 0.25, 0.25]),
    ])
    test = transforms.Compose([
        transforms.Resize((edge, edge)),
        transforms.ToTensor(),
        transforms.Normalize([0.4, 0.4, 0.4], [0.25, 0.25, 0.25]),
    ])
    return train, test


class ScreeningNet(nn.Module):
    def __init__(self, n_types):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 5, stride=2, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(32, n_types)

    def forward(self, x):
        return self.classifier(self.pool(self.features(x)).flatten(1))


def fit(model, loader, cfg):
    optimizer = torch.optim.SGD(model.parameters(), lr=cfg["lr"], momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(cfg["epochs"]):
        model.train()
        running = 0.0
        for images, types in loader:
            optimizer.zero_grad()
            loss = criterion(model(images), types)
            loss.backward()
            optimizer.step()
            running += loss.item()
        print(f"epoch {epoch} loss {running / len(loader):.4f}")


def log_loss(model, loader):
    model.eval()
    with torch.no_grad():
        parts = [nn.functional.cross_entropy(model(x), y, reduction="none") for x, y in loader]
    return torch.cat(parts).mean().item()


def main():
    torch.manual_seed(0)
    train_tf, test_tf = build_transforms(SETTINGS["edge"])
    with tempfile.TemporaryDirectory() as root:
        fake_screening(root)
        train_set = ImageFolder(os.path.join(root, "train"), transform=train_tf)
        test_set = ImageFolder(os.path.join(root, "test"), transform=test_tf)
        train_loader = DataLoader(train_set, batch_size=SETTINGS["batch_size"])
        test_loader = DataLoader(test_set, batch_size=SETTINGS["batch_size"])
        model = ScreeningNet(len(SETTINGS["types"]))
        fit(model, train_loader, SETTINGS)
        print("test log loss", log_loss(model, test_loader))


if __name__ == "__main__":
    main()
