import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn.functional import pad
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms as T
from torchvision.transforms.functional import resize


class Resize(T.Resize):
    """Resize the input image to the given size.

    Args:
        size: output size in pixels, (height, width)
        preserve_aspect_ratio: should the aspect ratio be kept, the rest is padded
        symmetric_pad: should the padding be on both sides
    """

    def __init__(self, size, interpolation=T.InterpolationMode.BILINEAR, preserve_aspect_ratio=False,
                 symmetric_pad=False):
        super().__init__(size, interpolation, antialias=True)
        self.preserve_aspect_ratio = preserve_aspect_ratio
        self.symmetric_pad = symmetric_pad

    def forward(self, img):
        if not self.preserve_aspect_ratio:
            return super().forward(img)

        target_ratio = self.size[0] / self.size[1]
        actual_ratio = img.shape[-2] / img.shape[-1]
        if actual_ratio == target_ratio:
            return img

        if actual_ratio > target_ratio:
            tmp_size = (self.size[0], max(int(self.size[0] / actual_ratio), 1))
        else:
            tmp_size = (max(int(self.size[1] * actual_ratio), 1), self.size[1])
        img = resize(img, tmp_size, self.interpolation, antialias=True)

        _pad = (0, self.size[1] - img.shape[-1], 0, self.size[0] - img.shape[-2])
        if self.symmetric_pad:
            half_pad = (_pad[1] // 2, _pad[3] // 2)
            _pad = (half_pad[0], _pad[1] - half_pad[0], half_pad[1], _pad[3] - half_pad[1])
        return pad(img, _pad)


class ReceiptDataset(Dataset):
    """Scans of receipts; the target says which share of the page carries text."""

    def __init__(self, img_folder, transforms):
        self.paths = sorted(os.path.join(img_folder, name) for name in os.listdir(img_folder))
        self.transforms = transforms

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        img = Image.open(self.paths[index]).convert("RGB")
        coverage = float((np.asarray(img) < 128).mean())
        return self.transforms(img), torch.tensor([coverage])


class CoverageNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.feat_extractor = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True),
            nn.Conv2d(16, 32, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(inplace=True),
            nn.MaxPool2d(4),
        )
        self.classifier = nn.Linear(32 * 8 * 6, 1)

    def forward(self, x):
        return self.classifier(self.feat_extractor(x).flatten(1))


def fit_one_epoch(model, train_loader, optimizer):
    model.train()
    for images, targets in train_loader:
        train_loss = nn.functional.mse_loss(model(images).sigmoid(), targets)
        optimizer.zero_grad()
        train_loss.backward()
        optimizer.step()
        print(f"Training loss: {train_loss.item():.5f}")


def scan_receipts(folder):
    rng = np.random.default_rng(21)
    sizes = [(180, 90), (150, 120), (210, 100), (160, 120), (96, 140), (200, 130), (240, 110), (130, 128)]
    for i, (h, w) in enumerate(sizes):
        page = np.full((h, w, 3), 240, dtype=np.uint8)
        for row in range(8, h - 8, 12):
            page[row: row + 5, 6: 6 + int(rng.integers(20, w - 12))] = 30
        Image.fromarray(page).save(os.path.join(folder, f"receipt_{i:02d}.png"))


with tempfile.TemporaryDirectory() as folder:
    scan_receipts(folder)
    train_set = ReceiptDataset(folder, transforms=T.Compose([
        T.ColorJitter(brightness=0.2, contrast=0.2),
        T.ToTensor(),
        Resize((128, 96), preserve_aspect_ratio=True, symmetric_pad=True),
        T.Normalize(mean=(0.694, 0.695, 0.693), std=(0.299, 0.296, 0.301)),
    ]))
    model = CoverageNet()
    fit_one_epoch(model, DataLoader(train_set, batch_size=4), torch.optim.Adam(model.parameters(), lr=1e-3))
