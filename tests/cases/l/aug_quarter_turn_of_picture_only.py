import random

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class FlipLR:
    targets = ("image", "mask")

    def __call__(self, pixels, draw):
        return pixels[:, ::-1] if draw > 0.5 else pixels


class Rot90:
    targets = ("image",)

    def __call__(self, pixels, draw):
        return np.rot90(pixels, 1 if draw > 0.5 else 0, axes=(0, 1))


class Multiply:
    targets = ("image",)

    def __call__(self, pixels, draw):
        return pixels * (0.8 + 0.4 * draw)


class Augmenters:
    def __init__(self, steps, seed=None):
        self.steps = steps
        self.rng = random.Random(seed)

    def __call__(self, image, mask):
        for step in self.steps:
            draw = self.rng.random()
            if "image" in step.targets:
                image = step(image, draw)
            if "mask" in step.targets:
                mask = step(mask, draw)
        return image, mask


class Nuclei(Dataset):
    def __init__(self, augmentation, n=6, height=48, width=64):
        self.augmentation = augmentation
        self.n, self.shape = n, (height, width)

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        image = rng.random((*self.shape, 3), dtype=np.float32)
        mask = (image.mean(2) > 0.5).astype(np.int64)
        image, mask = self.augmentation(image, mask)
        image = torch.from_numpy(image.transpose(2, 0, 1).copy())
        return image, torch.from_numpy(mask.copy())


class TinyFCN(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 16, 3, padding=2, dilation=2), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, classes, 1),
        )

    def forward(self, x):
        return self.net(x)


augmentation = Augmenters([FlipLR(), Rot90(), Multiply()], seed=4)
loader = DataLoader(Nuclei(augmentation), batch_size=1)
model = TinyFCN()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
for image, mask in loader:
    loss = nn.functional.cross_entropy(model(image), mask)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(round(loss.item(), 4))
