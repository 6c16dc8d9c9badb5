import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image, ImageDraw
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


def draw_data(root, n=6, size=64):
    rng = np.random.default_rng(8)
    os.makedirs(f"{root}/places")
    os.makedirs(f"{root}/masks")
    for i in range(n):
        Image.fromarray(rng.integers(0, 256, (size, size, 3), dtype=np.uint8)).save(f"{root}/places/{i}.png")
        hole = Image.new("RGB", (size, size))
        left, top = rng.integers(4, 30, 2).tolist()
        ImageDraw.Draw(hole).rectangle((left, top, left + 24, top + 24), fill=(255, 255, 255))
        hole.save(f"{root}/masks/{i}.png")


class InpaintingData(Dataset):
    def __init__(self, gt_folder, mask_folder, image_size=64):
        self.gt_list = [os.path.join(gt_folder, f) for f in sorted(os.listdir(gt_folder))]
        self.mask_list = [os.path.join(mask_folder, f) for f in sorted(os.listdir(mask_folder))]
        self.gt_trans = transforms.Compose([transforms.Resize((image_size, image_size)), transforms.ToTensor()])
        self.mask_trans = transforms.Compose([transforms.Resize((image_size, image_size)), transforms.ToTensor()])

    def __len__(self):
        return len(self.gt_list)

    def __getitem__(self, index):
        gt_img = Image.open(self.gt_list[index]).convert("RGB")
        mask_img = Image.open(self.mask_list[index])
        gt = self.gt_trans(gt_img)
        mask = (self.mask_trans(mask_img) > 0).float()
        return gt, mask


class RegionNorm(nn.Module):
    """Normalises the hole and what surrounds it on their own."""

    def __init__(self, channels):
        super().__init__()
        self.foreground = nn.BatchNorm2d(channels, affine=False)
        self.background = nn.BatchNorm2d(channels, affine=False)

    def forward(self, x, label):
        label = label.detach()
        inside = self.foreground(x * label)
        outside = self.background(x * (1 - label))
        return inside * label + outside * (1 - label)


class Generator(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.encoder_conv1 = nn.Conv2d(3, width, 7, padding=3)
        self.encoder_in1 = RegionNorm(width)
        self.middle = nn.Sequential(nn.Conv2d(width, width, 3, padding=1), nn.ReLU())
        self.decoder = nn.Conv2d(width, 3, 7, padding=3)

    def forward(self, gt, mask):
        x = gt * (1 - mask) + mask
        x = torch.relu(self.encoder_in1(self.encoder_conv1(x), mask))
        return torch.sigmoid(self.decoder(self.middle(x)))


def train(epoch, loader, generator, optimizer):
    generator.train()
    for iteration, (gt, mask) in enumerate(loader):
        prediction = generator(gt, mask)
        merged = prediction * mask + gt * (1 - mask)
        loss = nn.functional.l1_loss(merged, gt)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch} [{iteration}] l1 {loss.item():.4f}")


with tempfile.TemporaryDirectory() as root:
    draw_data(root)
    loader = DataLoader(InpaintingData(f"{root}/places", f"{root}/masks"), batch_size=2, shuffle=True)
    generator = Generator()
    train(1, loader, generator, torch.optim.Adam(generator.parameters(), 1e-4))
