import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class CTScans(Dataset):
    """One scan per file; the number of slices differs from patient to patient."""

    def __init__(self, root):
        self.paths = [os.path.join(root, f) for f in sorted(os.listdir(root))]

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, idx):
        scan = np.load(self.paths[idx])
        image = torch.from_numpy(scan["volume"]).float() / 1000
        mask = torch.from_numpy(scan["organ"]).float()
        return image, mask


def double_conv(cin, cout):
    return nn.Sequential(
        nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(),
        nn.Conv2d(cout, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(),
    )


class UNet(nn.Module):
    def __init__(self, n_channels=1, base=8):
        super().__init__()
        self.inc = double_conv(n_channels, base)
        self.down = double_conv(base, base * 2)
        self.up = nn.ConvTranspose2d(base * 2, base, 2, stride=2)
        self.dec = double_conv(base * 2, base)
        self.outc = nn.Conv2d(base, 1, 1)

    def forward(self, x):
        skip = self.inc(x)
        x = self.up(self.down(nn.functional.max_pool2d(skip, 2)))
        return self.outc(self.dec(torch.cat([skip, x], dim=1)))


def dice_loss(logits, target, eps=1.0):
    prob = torch.sigmoid(logits)
    return 1 - (2 * (prob * target).sum() + eps) / (prob.sum() + target.sum() + eps)


def train(train_loader, model, epochs=1):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for i, (images, masks) in enumerate(train_loader):
            outputs = model(images)
            loss = dice_loss(outputs, masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"scan {i}: dice loss {loss.item():.3f}")


with tempfile.TemporaryDirectory() as root:
    rng = np.random.RandomState(3)
    for patient, slices in enumerate((31, 27, 40)):
        volume = rng.randint(-1000, 1000, (slices, 48, 48)).astype(np.int16)
        np.savez(os.path.join(root, f"patient{patient}.npz"), volume=volume, organ=(volume > 400).astype(np.uint8))
    train(DataLoader(CTScans(root), batch_size=1), UNet(n_channels=1))
