"""Shadow removal on document photos: training on random crops of (shadow, clean) pairs."""
import os
import random
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset

CROP = 72


def write_sample_pages(root, n=8):
    """Two folders with the same names; the clean pages come out of the scanner app."""
    rng = np.random.default_rng(3)
    for sub, (w, h) in (("input", (104, 148)), ("target", (98, 144))):
        os.makedirs(os.path.join(root, sub))
        for i in range(n):
            page = rng.integers(0, 256, (h, w, 3), dtype=np.uint8)
            Image.fromarray(page).save(os.path.join(root, sub, f"{i:04d}.png"))


class Compose:
    """Applies every transform to both pictures of a pair."""

    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, image, target):
        for t in self.transforms:
            params = t.get_params(image)
            image, target = t.apply(image, params), t.apply(target, params)
        return image, target


class Resize:
    def __init__(self, height, width):
        self.size = (width, height)

    def get_params(self, image):
        return None

    def apply(self, img, params):
        return np.asarray(Image.fromarray(img).resize(self.size))


class RandomCrop:
    def __init__(self, size):
        self.size = size

    def get_params(self, image):
        h, w = image.shape[:2]
        return random.randint(0, h - self.size), random.randint(0, w - self.size)

    def apply(self, img, corner):
        y, x = corner
        return img[y:y + self.size, x:x + self.size]


class ToTensor:
    def get_params(self, image):
        return None

    def apply(self, img, params):
        return torch.from_numpy(img.copy()).permute(2, 0, 1).float() / 255


train_transform = Compose([
    RandomCrop(CROP),
    ToTensor(),
])
val_transform = Compose([
    Resize(144, 96),
    ToTensor(),
])


class PagePairs(Dataset):
    def __init__(self, root, transform):
        self.root, self.transform = root, transform
        self.names = sorted(os.listdir(os.path.join(root, "input")))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        image = np.asarray(Image.open(os.path.join(self.root, "input", self.names[i])))
        target = np.asarray(Image.open(os.path.join(self.root, "target", self.names[i])))
        return self.transform(image, target)


class ShadowNet(nn.Module):
    def __init__(self, dim=8):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, dim, 3, padding=1), nn.ReLU(), nn.Conv2d(dim, dim, 3, padding=1), nn.ReLU(),
            nn.Conv2d(dim, 3, 3, padding=1),
        )

    def forward(self, x):
        return x + self.body(x)


random.seed(1)
with tempfile.TemporaryDirectory() as root:
    write_sample_pages(root)
    net, criterion = ShadowNet(), nn.L1Loss()
    optim = torch.optim.AdamW(net.parameters(), lr=2e-4)
    for epoch in range(2):
        for shadow, clean in DataLoader(PagePairs(root, train_transform), batch_size=4, shuffle=True):
            loss = criterion(net(shadow), clean)
            optim.zero_grad()
            loss.backward()
            optim.step()
        with torch.no_grad():
            pages = DataLoader(PagePairs(root, val_transform), batch_size=4)
            val = np.mean([criterion(net(shadow), clean).item() for shadow, clean in pages])
        print("epoch", epoch, "train", round(loss.item(), 4), "val", round(float(val), 4))
