import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder
from torchvision.transforms import functional as TF


class PadSquare:
    """Pads the shorter side on both ends, so that nothing is distorted."""

    def __init__(self, fill=0):
        self.fill = fill

    def __call__(self, img):
        w, h = img.size
        side = max(w, h)
        left, top = (side - w) // 2, (side - h) // 2
        return TF.pad(img, [left, top, left, top], self.fill)


def write_pictures(root):
    rng = np.random.default_rng(0)
    for label in ("cat", "dog"):
        os.makedirs(os.path.join(root, label))
        for i in range(6):
            w, h = (int(v) for v in rng.integers(60, 140, 2))
            Image.fromarray(rng.integers(0, 255, (h, w, 3), dtype=np.uint8)).save(os.path.join(root, label, f"{i}.png"))


def make_loader(root, size):
    infer_transform = transforms.Compose([
        PadSquare(),
        transforms.Resize([size], interpolation=transforms.InterpolationMode.BICUBIC),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ])
    return DataLoader(ImageFolder(root, infer_transform), batch_size=6)


class Net(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
        )
        self.fc = nn.Linear(32, classes)

    def forward(self, x):
        return self.fc(self.features(x).flatten(1))


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    hits = 0
    for x, y in loader:
        hits += (model(x).argmax(1) == y).sum().item()
    return hits / len(loader.dataset)


with tempfile.TemporaryDirectory() as root:
    write_pictures(root)
    print("accuracy", evaluate(Net(), make_loader(root, 384)))
