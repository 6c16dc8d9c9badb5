import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn, optim
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


def fill(root):
    """A small folder of photographs, most of them square."""
    rng = np.random.RandomState(5)
    shapes = {"cats": [(240, 240), (300, 300), (256, 256)], "dogs": [(260, 390), (280, 280), (240, 240)]}
    for name, sizes in shapes.items():
        (root / name).mkdir()
        for k, (h, w) in enumerate(sizes):
            pixels = rng.randint(0, 255, (h, w, 3)).astype("uint8")
            Image.fromarray(pixels).save(root / name / f"{k}.jpg")


def loader_for(root):
    preprocess = transforms.Compose([
        transforms.Resize(224),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ])
    return DataLoader(datasets.ImageFolder(root, preprocess), batch_size=6)


def net():
    return nn.Sequential(
        nn.Conv2d(3, 8, 7, stride=4, padding=3), nn.ReLU(), nn.MaxPool2d(4),
        nn.Flatten(), nn.Linear(8 * 14 * 14, 2),
    )


with tempfile.TemporaryDirectory() as folder:
    fill(Path(folder))
    dataloader = loader_for(folder)
    model = net()
    optimizer = optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
    for inputs, labels in dataloader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(inputs), labels)
        loss.backward()
        optimizer.step()
        print("loss", loss.item())
