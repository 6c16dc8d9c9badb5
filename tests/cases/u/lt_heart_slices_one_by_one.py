import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

CLASSES = 4


class HeartSlices(Dataset):
    """Single slices for training."""

    def __init__(self, n=12, size=48):
        rng = np.random.default_rng(1)
        self.image = rng.normal(size=(n, 1, size, size)).astype(np.float32)
        self.mask = rng.integers(0, CLASSES, (n, size, size))

    def __len__(self):
        return len(self.image)

    def __getitem__(self, i):
        return {"image": torch.from_numpy(self.image[i]), "mask": torch.from_numpy(self.mask[i])}


class HeartVolumes(Dataset):
    """Whole volumes for validation; the slices are the last axis, and every patient has another number of them."""

    def __init__(self, depths=(7, 9), size=48):
        rng = np.random.default_rng(2)
        self.image = [rng.normal(size=(size, size, d)).astype(np.float32) for d in depths]
        self.mask = [rng.integers(0, CLASSES, (size, size, d)) for d in depths]

    def __len__(self):
        return len(self.image)

    def __getitem__(self, i):
        return {"image": torch.from_numpy(self.image[i])[None], "mask": torch.from_numpy(self.mask[i])[None]}


class AttentiveUNet(nn.Module):
    def __init__(self, num_classes=CLASSES, width=8):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(1, width, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.middle = nn.Sequential(nn.Conv2d(width, width, 3, padding=1), nn.ReLU())
        self.up = nn.Upsample(scale_factor=2, mode="bilinear")
        self.final = nn.Conv2d(width + 1, num_classes, 1)

    def forward(self, x):
        y = self.up(self.middle(self.down(x)))
        return self.final(torch.cat([x, y], dim=1))


class SegmentationModule(nn.Module):
    def __init__(self, unet, crit):
        super().__init__()
        self.unet, self.crit = unet, crit

    def forward(self, feed_dict):
        pred = self.unet(feed_dict["image"])
        loss = self.crit(pred, feed_dict["mask"].long())
        return pred.softmax(dim=1), loss


def train(module, loader, optimizer):
    module.train()
    for feed_dict in loader:
        _, loss = module(feed_dict)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("train loss", loss.item())


def validate(module, loader):
    module.eval()
    losses = []
    with torch.no_grad():
        for batch in loader:
            for k in range(batch["image"].shape[-1]):
                feed_dict = {"image": batch["image"][..., k], "mask": batch["mask"][0, 0, :, :, k]}
                pred, loss = module(feed_dict)
                losses.append(loss.item())
    print("validation loss", np.mean(losses))


module = SegmentationModule(AttentiveUNet(), nn.CrossEntropyLoss())
optimizer = torch.optim.Adam(module.parameters(), lr=1e-3)
train(module, DataLoader(HeartSlices(), batch_size=4, shuffle=True), optimizer)
validate(module, DataLoader(HeartVolumes(), batch_size=1))
