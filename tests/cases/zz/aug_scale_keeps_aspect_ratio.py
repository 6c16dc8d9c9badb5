import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader
from torchvision import models, transforms
from torchvision.datasets import ImageFolder

TYPES = ("Type_1", "Type_2", "Type_3")
normalize = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])


def write_photos(root, per_class):
    rng = np.random.default_rng(11)
    for t in TYPES:
        os.makedirs(os.path.join(root, t))
        for i in range(per_class):
            h, w = (160, 120) if i % 3 else (120, 160)
            pixels = rng.integers(0, 256, (h, w, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(os.path.join(root, t, f"{i}.jpg"))


train_tf = transforms.Compose([
    transforms.RandomResizedCrop(96),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    normalize,
])
val_tf = transforms.Compose([
    transforms.Resize(96),
    transforms.ToTensor(),
    normalize,
])


def train_epoch(model, loader, criterion, optimizer):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
    return loss.item()


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    hits = count = 0
    for images, labels in loader:
        hits += (model(images).argmax(1) == labels).sum().item()
        count += len(labels)
    return hits / count


with tempfile.TemporaryDirectory() as d:
    write_photos(os.path.join(d, "train"), 4)
    write_photos(os.path.join(d, "val"), 4)
    train_set = ImageFolder(os.path.join(d, "train"), transform=train_tf)
    val_set = ImageFolder(os.path.join(d, "val"), transform=val_tf)
    net = models.mobilenet_v3_small(weights=None)
    net.classifier[3] = nn.Linear(net.classifier[3].in_features, len(TYPES))
    opt = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    for epoch in range(1):
        loss = train_epoch(net, DataLoader(train_set, batch_size=6, shuffle=True), nn.CrossEntropyLoss(), opt)
        acc = accuracy(net, DataLoader(val_set, batch_size=6))
        print(f"[{epoch}] loss {loss:.3f} val acc {acc:.3f}")
