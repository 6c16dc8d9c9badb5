import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class ExpandGreyscale:
    """Repeats the only channel of a grey picture."""

    def __init__(self, num_channels):
        self.num_channels = num_channels

    def __call__(self, tensor):
        return tensor.expand(self.num_channels, -1, -1)


class PictureFolder(Dataset):
    def __init__(self, folder, image_size):
        self.paths = sorted(p for ext in ("jpg", "png") for p in Path(folder).glob(f"**/*.{ext}"))
        self.transform = transforms.Compose([
            transforms.Resize(image_size),
            transforms.CenterCrop(image_size),
            transforms.ToTensor(),
            transforms.Lambda(ExpandGreyscale(3)),
        ])

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        img = Image.open(self.paths[index])
        return self.transform(img)


class Discriminator(nn.Module):
    def __init__(self, image_size, capacity=8):
        super().__init__()
        blocks, width, size = [], 3, image_size
        while size > 4:
            blocks += [nn.Conv2d(width, capacity, 3, stride=2, padding=1), nn.LeakyReLU(0.2)]
            width, capacity, size = capacity, capacity * 2, size // 2
        self.blocks = nn.Sequential(*blocks)
        self.to_logit = nn.Linear(width * size * size, 1)

    def forward(self, x):
        return self.to_logit(self.blocks(x).flatten(1)).squeeze(1)


def collect(folder):
    rng = np.random.default_rng(5)
    modes = {"a.jpg": (140, 150, 3), "b.jpg": (160, 130), "c.png": (150, 150, 3), "d.png": (128, 170, 2)}
    for name, shape in modes.items():
        Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8)).save(Path(folder) / name)


with tempfile.TemporaryDirectory() as data:
    collect(data)
    loader = DataLoader(PictureFolder(data, 128), batch_size=2)
    D = Discriminator(128)
    opt = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(0.5, 0.9))
    for step, images in enumerate(loader):
        loss = torch.relu(1 - D(images)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        print(step, loss.item())
