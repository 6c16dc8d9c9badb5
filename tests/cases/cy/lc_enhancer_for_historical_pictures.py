import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class Historical(Dataset):
    """Old photographs without a higher resolution original, the pictures themselves are the targets."""

    def __init__(self, root, scale_factor=2, image_size=64):
        self.file_names = sorted(os.path.join(root, x) for x in os.listdir(root) if x.endswith(".png"))
        self.lr_transform = transforms.Compose([
            transforms.Resize(image_size // scale_factor, transforms.InterpolationMode.BICUBIC),
            transforms.ToTensor(),
        ])
        self.hr_transform = transforms.Compose([
            transforms.Resize(image_size, transforms.InterpolationMode.BICUBIC),
            transforms.ToTensor(),
        ])

    def __len__(self):
        return len(self.file_names)

    def __getitem__(self, idx):
        image = Image.open(self.file_names[idx])
        return self.lr_transform(image), self.hr_transform(image)


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.block = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.PReLU(),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels),
        )

    def forward(self, x):
        return x + self.block(x)


class UpsampleBlock(nn.Sequential):
    def __init__(self, channels):
        super().__init__(nn.Conv2d(channels, channels * 4, 3, padding=1), nn.PixelShuffle(2), nn.PReLU())


class SRResNet(nn.Module):
    """https://arxiv.org/abs/1609.04802"""

    def __init__(self, scale_factor, width=64, n_blocks=3):
        super().__init__()
        self.head = nn.Sequential(
            nn.Conv2d(3, width, kernel_size=9, padding=4),
            nn.PReLU(),
        )
        self.body = nn.Sequential(*[ResidualBlock(width) for _ in range(n_blocks)])
        self.tail = nn.Sequential(
            *[UpsampleBlock(width) for _ in range(scale_factor // 2)],
            nn.Conv2d(width, 3, kernel_size=9, padding=4),
        )

    def forward(self, x):
        x = self.head(x)
        return self.tail(x + self.body(x))


def psnr(prediction, target):
    return -10 * torch.log10(nn.functional.mse_loss(prediction, target))


def draw_archive(root, n=6):
    rng = np.random.default_rng(1907)
    for i in range(n):
        coarse = rng.integers(0, 256, (10, 10), dtype=np.uint8)
        Image.fromarray(coarse).resize((96, 96), Image.BILINEAR).save(os.path.join(root, f"plate_{i}.png"))


scale_factor = 2
with tempfile.TemporaryDirectory() as root:
    draw_archive(root)
    train_dataloader = DataLoader(Historical(root, scale_factor), batch_size=2, shuffle=True)

    model = SRResNet(scale_factor)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for lr, hr in train_dataloader:
        sr = model(lr)
        assert sr.shape == hr.shape
        loss = nn.functional.l1_loss(sr, hr)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"train/loss {loss.item():.4f}  train/psnr {psnr(sr.detach(), hr).item():.2f}")
