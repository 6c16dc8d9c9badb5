import os
import tempfile

import numpy as np
import torch
from PIL import Image, ImageFilter
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms as T

BATCH_SIZE = 16
IMAGE_SIZE = 64


def fill_folder(path, count, seed, smooth=False):
    os.makedirs(path)
    rng = np.random.default_rng(seed)
    for i in range(count):
        im = Image.fromarray(rng.integers(0, 255, (80, 80, 3), dtype=np.uint8))
        if smooth:
            im = im.filter(ImageFilter.GaussianBlur(2))
        im.save(os.path.join(path, f"{i:05d}.jpg"))


class FlatFolder(Dataset):
    def __init__(self, path):
        self.files = [os.path.join(path, f) for f in sorted(os.listdir(path))]
        self.transform = T.Compose([T.Resize((IMAGE_SIZE, IMAGE_SIZE)), T.ToTensor()])

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        return self.transform(Image.open(self.files[i]).convert("RGB"))


def get_loader(path):
    return DataLoader(FlatFolder(path), batch_size=BATCH_SIZE, shuffle=True)


class Generator(nn.Module):
    def __init__(self, ch=16):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, ch, 7, 1, 3), nn.BatchNorm2d(ch), nn.ReLU(),
            nn.Conv2d(ch, ch * 2, 3, 2, 1), nn.BatchNorm2d(ch * 2), nn.ReLU(),
            nn.ConvTranspose2d(ch * 2, ch, 4, 2, 1), nn.BatchNorm2d(ch), nn.ReLU(),
            nn.Conv2d(ch, 3, 7, 1, 3), nn.Sigmoid(),
        )

    def forward(self, x):
        return self.net(x)


class Discriminator(nn.Module):
    def __init__(self, ch=16):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, ch, 3, 1, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ch, ch * 2, 3, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ch * 2, ch * 4, 3, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(ch * 4, 1, 3, 1, 1), nn.Sigmoid(),
        )

    def forward(self, x):
        return self.net(x)


bce = nn.BCELoss()


def discriminator_loss(d_cartoon, d_smoothed, d_generated):
    actual_batch_size = d_generated.size(0)
    ones = torch.ones(actual_batch_size, *d_generated.shape[1:])
    zeros = torch.zeros(actual_batch_size, *d_generated.shape[1:])
    return bce(d_cartoon, ones) + bce(d_smoothed, zeros) + bce(d_generated, zeros)


def generator_loss(d_generated, photos, generated, omega=10):
    content = (generated - photos).abs().mean()
    return bce(d_generated, torch.ones_like(d_generated)) + omega * content


def train(root, epochs=1):
    torch.manual_seed(0)
    G, D = Generator(), Discriminator()
    g_opt = torch.optim.Adam(G.parameters(), 2e-4)
    d_opt = torch.optim.Adam(D.parameters(), 2e-4)
    photos_loader = get_loader(os.path.join(root, "photos"))
    cartoon_loader = get_loader(os.path.join(root, "cartoons"))
    smoothed_loader = get_loader(os.path.join(root, "cartoons_smoothed"))
    for epoch in range(epochs):
        for step, (photos, cartoons, smoothed) in enumerate(zip(photos_loader, cartoon_loader, smoothed_loader)):
            generated = G(photos)
            d_loss = discriminator_loss(D(cartoons), D(smoothed), D(generated.detach()))
            d_opt.zero_grad()
            d_loss.backward()
            d_opt.step()
            g_loss = generator_loss(D(generated), photos, generated)
            g_opt.zero_grad()
            g_loss.backward()
            g_opt.step()
            print(f"[{epoch}:{step}] D {d_loss.item():.3f}  G {g_loss.item():.3f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as data:
        fill_folder(os.path.join(data, "photos"), 26, seed=0)
        fill_folder(os.path.join(data, "cartoons"), 32, seed=1)
        fill_folder(os.path.join(data, "cartoons_smoothed"), 32, seed=1, smooth=True)
        train(data)
