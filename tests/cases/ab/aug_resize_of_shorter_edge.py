import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader
from torchvision import models, transforms
from torchvision.datasets import ImageFolder

CLASSES = ("type_1", "type_2", "type_3")


def write_screening_photos(root):
    """Some photos are upright and some lie on their side."""
    rng = np.random.RandomState(3)
    for c, name in enumerate(CLASSES):
        os.makedirs(os.path.join(root, name))
        for k in range(4):
            shape = (120, 160, 3) if k == 2 else (160, 120, 3)
            pixels = rng.randint(0, 256, shape).astype("uint8")
            Image.fromarray(pixels).save(os.path.join(root, name, f"{c}{k}.png"))


train_tf = transforms.Compose([
    transforms.Resize(96),
    transforms.RandomHorizontalFlip(),
    transforms.ColorJitter(brightness=0.2),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


def build_model():
    net = models.squeezenet1_1(weights=None)
    net.classifier[1] = nn.Conv2d(512, len(CLASSES), kernel_size=1)
    net.num_classes = len(CLASSES)
    return net


def fit(net, loader, epochs=1):
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    net.train()
    for epoch in range(epochs):
        running = 0.0
        for images, labels in loader:
            loss = criterion(net(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item() * len(labels)
        print(f"epoch {epoch}: {running / len(loader.dataset):.4f}")


with tempfile.TemporaryDirectory() as root:
    write_screening_photos(root)
    train_set = ImageFolder(root, transform=train_tf)
    train_loader = DataLoader(train_set, batch_size=6)
    fit(build_model(), train_loader)
