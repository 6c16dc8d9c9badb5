"""Retinex decomposition of dark photos: trained on patches, validated on the photos themselves."""
import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


def write_photos(folder, size, n):
    rng = np.random.default_rng(11)
    os.makedirs(folder)
    for i in range(n):
        dark = (rng.random((size[1], size[0], 3)) * 60).astype(np.uint8)
        Image.fromarray(dark).save(os.path.join(folder, f"low{i:03d}.png"))


class DarkPhotos(Dataset):
    def __init__(self, folder, transform):
        self.files = sorted(os.path.join(folder, f) for f in os.listdir(folder))
        self.transform = transform

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        return self.transform(Image.open(self.files[i]))


class LightUpNet(nn.Module):
    """Splits a photo into reflectance (3 channels) and illumination (1 channel)."""

    def __init__(self, nf=8):
        super().__init__()
        self.conv_in = nn.Sequential(nn.Conv2d(3, nf, 3, 1, 1), nn.LeakyReLU(0.2))
        self.conv2 = nn.Sequential(nn.Conv2d(nf, nf, 3, 1, 1), nn.LeakyReLU(0.2))
        self.down = nn.Sequential(nn.Conv2d(nf, nf * 2, 3, 2, 1), nn.LeakyReLU(0.2))
        self.conv4 = nn.Sequential(nn.Conv2d(nf * 2, nf * 2, 3, 1, 1), nn.LeakyReLU(0.2))
        self.up = nn.ConvTranspose2d(nf * 2, nf, 2, 2)
        self.conv6 = nn.Sequential(nn.Conv2d(nf * 2, nf, 3, 1, 1), nn.LeakyReLU(0.2))
        self.reflectance = nn.Conv2d(nf, 3, 3, 1, 1)
        self.illumination = nn.Conv2d(nf, 1, 3, 1, 1)

    def forward(self, x):
        x1 = self.conv_in(x)
        x2 = self.conv2(x1)
        x3 = self.down(x2)
        x4 = self.conv4(x3)
        x5 = F.leaky_relu(self.up(x4), 0.2)
        cat5 = torch.cat((x5, x2), dim=1)
        x6 = self.conv6(cat5)
        return torch.sigmoid(self.reflectance(x6)), torch.sigmoid(self.illumination(x6))


def decomposition_loss(x, r, i):
    smooth = (i[:, :, 1:] - i[:, :, :-1]).abs().mean() + (i[:, :, :, 1:] - i[:, :, :, :-1]).abs().mean()
    return F.l1_loss(r * i, x) + 0.1 * smooth


train_tf = transforms.Compose([transforms.RandomCrop(48), transforms.ToTensor()])
val_tf = transforms.Compose([transforms.ToTensor()])


def main():
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        write_photos(os.path.join(root, "train"), (120, 80), 8)
        write_photos(os.path.join(root, "val"), (115, 87), 2)
        train_loader = DataLoader(DarkPhotos(os.path.join(root, "train"), train_tf), batch_size=4, shuffle=True)
        val_loader = DataLoader(DarkPhotos(os.path.join(root, "val"), val_tf), batch_size=1)
        light = LightUpNet()
        optimizer = torch.optim.Adam(light.parameters(), lr=1e-4)
        for epoch in range(2):
            for train_x in train_loader:
                r_x, i_x = light(train_x)
                loss = decomposition_loss(train_x, r_x, i_x)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            with torch.no_grad():
                for val_x in val_loader:
                    r_x, i_x = light(val_x)
                    print(epoch, "val", decomposition_loss(val_x, r_x, i_x).item())


main()
