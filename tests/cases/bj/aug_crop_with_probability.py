import random

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Compose:
    """Runs `preprocessing` on every picture and `transforms` with probability p."""

    def __init__(self, transforms, preprocessing=(), p=0.5):
        self.transforms, self.preprocessing, self.p = transforms, preprocessing, p

    def __call__(self, image):
        for t in self.preprocessing:
            image = t(image)
        if random.random() < self.p:
            for t in self.transforms:
                image = t(image)
        return image


class RandomCrop:
    def __init__(self, height, width):
        self.height, self.width = height, width

    def __call__(self, image):
        top = random.randint(0, image.shape[0] - self.height)
        left = random.randint(0, image.shape[1] - self.width)
        return image[top:top + self.height, left:left + self.width]


class HorizontalFlip:
    def __call__(self, image):
        return image[:, ::-1].copy() if random.random() < 0.5 else image


class Brightness:
    def __init__(self, limit):
        self.limit = limit

    def __call__(self, image):
        return np.clip(image * (1 + random.uniform(-self.limit, self.limit)), 0, 255)


class TinyPictures(Dataset):
    def __init__(self, augment, n=24):
        rng = np.random.default_rng(0)
        self.x = rng.integers(0, 256, (n, 64, 64, 3)).astype(np.float32)
        self.y = rng.integers(0, 10, n)
        self.augment = augment

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        image = self.augment(self.x[i])
        return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1), dtype=np.float32)) / 255, self.y[i]


random.seed(11)
augment = Compose([RandomCrop(56, 56), HorizontalFlip(), Brightness(0.2)])
loader = DataLoader(TinyPictures(augment), batch_size=8)
model = nn.Sequential(
    nn.Conv2d(3, 16, 3, 2), nn.ReLU(), nn.Conv2d(16, 32, 3, 2), nn.ReLU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10),
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
for images, labels in loader:
    loss = nn.functional.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
