import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder
from torchvision.transforms import Compose, Resize, ToTensor

SIZES = [(155, 206), (155, 206), (206, 155), (155, 206)]


def make_screening_folder(root):
    rng = np.random.RandomState(1)
    for kind in ("Type_1", "Type_2", "Type_3"):
        os.makedirs(os.path.join(root, kind))
        for i, (w, h) in enumerate(SIZES):
            pixels = rng.randint(0, 256, (h, w, 3)).astype("uint8")
            Image.fromarray(pixels).save(os.path.join(root, kind, f"{i}.png"))


def make_model(n_classes):
    return nn.Sequential(
        nn.Conv2d(3, 8, 5, stride=2, padding=2), nn.BatchNorm2d(8), nn.ReLU(),
        nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
        nn.AdaptiveAvgPool2d(4), nn.Flatten(),
        nn.Linear(16 * 4 * 4, n_classes),
    )


def run(train_path):
    train_set = ImageFolder(train_path, transform=Compose([
        Resize(60),
        ToTensor(),
    ]))
    train_loader = DataLoader(train_set, batch_size=4)
    model = make_model(len(train_set.classes))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for i, (x, y) in enumerate(train_loader):
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(i, tuple(x.shape), loss.item())


with tempfile.TemporaryDirectory() as d:
    make_screening_folder(d)
    run(d)
