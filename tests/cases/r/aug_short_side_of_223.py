import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

ROI = 224


def save_pages(folder, sizes=((300, 260), (256, 320), (420, 299), (250, 400))):
    rng = np.random.RandomState(11)
    for i, (w, h) in enumerate(sizes):
        Image.fromarray(rng.randint(0, 256, (h, w, 3)).astype("uint8")).save(os.path.join(folder, f"{i}.png"))


class ShortSide:
    """Scales the short side to the region's size."""

    def __init__(self, size):
        self.size = size

    def __call__(self, img):
        w, h = img.size
        scale = self.size / min(w, h)
        return img.resize((int(w * scale), int(h * scale)))


class MiddleRoi:
    def __init__(self, size):
        self.size = size

    def __call__(self, img):
        x = torch.from_numpy(np.array(img)).permute(2, 0, 1).float() / 255
        top, left = (x.shape[1] - self.size) // 2, (x.shape[2] - self.size) // 2
        top, left = max(top, 0), max(left, 0)
        return x[:, top:top + self.size, left:left + self.size]


class Pages(Dataset):
    def __init__(self, folder, steps):
        self.paths = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]
        self.steps = steps

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        img = Image.open(self.paths[i])
        for step in self.steps:
            img = step(img)
        return img, i % 2


with tempfile.TemporaryDirectory() as folder:
    save_pages(folder)
    loader = DataLoader(Pages(folder, [ShortSide(ROI), MiddleRoi(ROI)]), batch_size=4)
    net = nn.Sequential(nn.Conv2d(3, 8, 7, 4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 2))
    for images, labels in loader:
        print(nn.functional.cross_entropy(net(images), labels).item())
