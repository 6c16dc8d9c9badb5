import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
IMG = 112


def fill(folder):
    rng = np.random.default_rng(1)
    shapes = [(150, 150), (140, 140), (160, 160), (150, 225), (130, 130), (200, 150)]
    for i, (h, w) in enumerate(shapes):
        cls = os.path.join(folder, "train", "ants" if i % 2 else "bees")
        os.makedirs(cls, exist_ok=True)
        Image.fromarray(rng.integers(0, 255, (h, w, 3), dtype=np.uint8)).save(os.path.join(cls, f"img_{i}.jpg"))


def get_loaders(data_dir, batch_size):
    data_transforms = {
        "train": transforms.Compose([
            transforms.Resize(IMG),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize(MEAN, STD),
        ]),
    }
    sets = {x: ImageFolder(os.path.join(data_dir, x), data_transforms[x]) for x in data_transforms}
    return {x: DataLoader(sets[x], batch_size=batch_size) for x in sets}, sets["train"].classes


class Backbone(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 7, stride=4, padding=3), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(32, n_classes)

    def forward(self, x):
        return self.fc(self.avgpool(self.features(x)).flatten(1))


def train_model(model, loaders, num_epochs=1):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
    for epoch in range(num_epochs):
        for inputs, labels in loaders["train"]:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(inputs), labels)
            loss.backward()
            optimizer.step()
        print(f"{epoch}: {loss.item():.4f}")
    return model


with tempfile.TemporaryDirectory() as tmp:
    fill(tmp)
    loaders, class_names = get_loaders(tmp, batch_size=6)
    train_model(Backbone(len(class_names)), loaders)
