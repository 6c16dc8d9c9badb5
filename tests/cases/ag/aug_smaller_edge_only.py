import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import models, transforms
from torchvision.datasets import ImageFolder


def write_scans(train_path):
    """Colposcope pictures; the camera was turned for some of them."""
    rng = np.random.default_rng(2017)
    for t in ("Type_1", "Type_2", "Type_3"):
        os.makedirs(os.path.join(train_path, t))
        for i in range(4):
            h, w = (206, 154) if i % 2 else (154, 206)
            img = rng.integers(0, 256, (h, w, 3), dtype=np.uint8)
            Image.fromarray(img).save(os.path.join(train_path, t, f"{i}.jpg"))


def train_one_epoch(model, loader, optimizer):
    model.train()
    total = 0.0
    for inputs, targets in loader:
        outputs = model(inputs)
        loss = nn.functional.cross_entropy(outputs, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
    return total / len(loader.dataset)


torch.manual_seed(42)
with tempfile.TemporaryDirectory() as train_path:
    write_scans(train_path)

    train_tf = transforms.Compose([
        transforms.Resize(96),
        transforms.RandomHorizontalFlip(),
        transforms.ColorJitter(brightness=0.1, contrast=0.1),
        transforms.ToTensor(),
        transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),
    ])
    train_set = ImageFolder(train_path, transform=train_tf)
    train_loader = DataLoader(train_set, batch_size=6, shuffle=True)

    model = models.resnet18(weights=None)
    model.fc = nn.Linear(model.fc.in_features, len(train_set.classes))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9)

    print("classes:", train_set.classes)
    print("train loss: %.4f" % train_one_epoch(model, train_loader, optimizer))
