import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

UPSCALE = 2
CROP = 48


class PatchDataset(Dataset):
    """Pairs of a low and a high resolution patch made from the pictures of a folder."""

    def __init__(self, root):
        self.files = [os.path.join(root, f) for f in sorted(os.listdir(root))]
        self.crop = transforms.RandomCrop(CROP)
        self.shrink = transforms.Resize(CROP // UPSCALE)
        self.to_tensor = transforms.ToTensor()

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        image = Image.open(self.files[index]).convert("RGB")
        hr = self.crop(image)
        lr = self.shrink(hr)
        return self.to_tensor(lr), self.to_tensor(hr)


class ResidualBlock(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(ch, ch, 3, padding=1), nn.BatchNorm2d(ch), nn.PReLU(),
            nn.Conv2d(ch, ch, 3, padding=1), nn.BatchNorm2d(ch),
        )

    def forward(self, x):
        return x + self.body(x)


class Generator(nn.Module):
    def __init__(self, channels, ch=16):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(channels, ch, 9, padding=4), nn.PReLU())
        self.trunk = nn.Sequential(*[ResidualBlock(ch) for _ in range(2)])
        self.upsample = nn.Sequential(nn.Conv2d(ch, ch * 4, 3, padding=1), nn.PixelShuffle(UPSCALE), nn.PReLU())
        self.conv3 = nn.Conv2d(ch, channels, 9, padding=4)

    def forward(self, x):
        x = self.conv1(x)
        x = x + self.trunk(x)
        return torch.sigmoid(self.conv3(self.upsample(x)))


def train_psnr(dataloader, model, epochs=1):
    pixel_criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for epoch in range(epochs):
        for lr, hr in dataloader:
            sr = model(lr)
            loss = pixel_criterion(sr, hr)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"epoch {epoch} mse {loss.item():.5f}")


with tempfile.TemporaryDirectory() as root:
    for i in range(8):  # microscope pictures, 8 bit grayscale
        Image.fromarray(np.random.randint(0, 256, (64, 80), dtype=np.uint8)).save(os.path.join(root, f"{i:02d}.tiff"))
    train_psnr(DataLoader(PatchDataset(root), batch_size=4), Generator(channels=1))
