"""Photos of mixed sizes behind ImageFolder and two workers: Resize(64) makes no two shapes equal."""

from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

PHOTOS = Path(__file__).parent / "photos"


def main():
    torch.manual_seed(0)
    transform = transforms.Compose([
        transforms.Resize(64),
        transforms.ToTensor(),
    ])
    photos = datasets.ImageFolder(PHOTOS, transform=transform)
    train = DataLoader(photos, batch_size=4, shuffle=True, num_workers=2)

    model = nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=2), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Linear(8, len(photos.classes)),
    )
    optimizer = torch.optim.Adam(model.parameters())
    for images, labels in train:
        loss = nn.functional.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"trained on {len(photos)} photos, last loss {loss.item():.3f}")


if __name__ == "__main__":
    main()
