import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

NUM_CLASSES = 11


def write_scene_pairs(root, n=4, size=64):
    rng = np.random.RandomState(11)
    for k in range(n):
        for t in ("t0", "t1"):
            photo = rng.randint(0, 256, (size, size, 3)).astype("uint8")
            Image.fromarray(photo).save(os.path.join(root, f"{k}_{t}.png"))
        change = np.zeros((size, size), dtype="uint8")
        change[10:40, 20:50] = rng.randint(1, NUM_CLASSES)
        Image.fromarray(change).save(os.path.join(root, f"{k}_gt.png"))


def read_image(path):
    return np.array(Image.open(path).convert("RGB")).transpose(2, 0, 1)


class ChangePairs(Dataset):
    """Two photos of one street corner and the class of what has changed."""

    def __init__(self, root):
        self.root = root
        self.keys = sorted(f[:-7] for f in os.listdir(root) if f.endswith("gt.png"))

    def __len__(self):
        return len(self.keys)

    def __getitem__(self, i):
        base = os.path.join(self.root, self.keys[i])
        before = torch.from_numpy(read_image(base + "_t0.png")).float() / 255
        after = torch.from_numpy(read_image(base + "_t1.png")).float() / 255
        label = torch.from_numpy(read_image(base + "_gt.png")).long()
        return before, after, label


class ChangeNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.classifier = nn.Conv2d(64, num_classes, 1)

    def forward(self, a, b):
        both = torch.cat([self.branch(a), self.branch(b)], dim=1)
        return F.interpolate(self.classifier(both), size=a.shape[-2:], mode="bilinear")


def train(root):
    write_scene_pairs(root)
    model = ChangeNet(NUM_CLASSES)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for before, after, label in DataLoader(ChangePairs(root), batch_size=2):
        out = model(before, after)
        loss = criterion(out, label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("loss", loss.item())


with tempfile.TemporaryDirectory() as root:
    train(root)
