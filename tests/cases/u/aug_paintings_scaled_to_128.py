import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder

LATENT, FEATURES = 32, 8


def paint(folder, n=8):
    os.makedirs(folder)
    rng = np.random.default_rng(4)
    for i in range(n):
        h, w = rng.integers(120, 200, 2)
        Image.fromarray(rng.integers(0, 256, (h, w, 3), dtype=np.uint8)).save(os.path.join(folder, f"p{i}.jpg"))


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        layers, width = [nn.ConvTranspose2d(LATENT, FEATURES * 8, 4, 1, 0), nn.ReLU(True)], FEATURES * 8
        for _ in range(3):
            layers += [nn.ConvTranspose2d(width, width // 2, 4, 2, 1), nn.BatchNorm2d(width // 2), nn.ReLU(True)]
            width //= 2
        self.main = nn.Sequential(*layers, nn.ConvTranspose2d(width, 3, 4, 2, 1), nn.Tanh())

    def forward(self, z):
        return self.main(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(3, FEATURES, 4, 2, 1), nn.LeakyReLU(0.2, True),
            nn.Conv2d(FEATURES, FEATURES * 2, 4, 2, 1), nn.BatchNorm2d(FEATURES * 2), nn.LeakyReLU(0.2, True),
            nn.Conv2d(FEATURES * 2, FEATURES * 4, 4, 2, 1), nn.BatchNorm2d(FEATURES * 4), nn.LeakyReLU(0.2, True),
            nn.Conv2d(FEATURES * 4, FEATURES * 8, 4, 2, 1), nn.BatchNorm2d(FEATURES * 8), nn.LeakyReLU(0.2, True),
            nn.Conv2d(FEATURES * 8, 1, 4, 1, 0), nn.Sigmoid(),
        )

    def forward(self, picture):
        return self.main(picture).view(-1)


transform = transforms.Compose([
    transforms.Resize((128, 128)),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
])

with tempfile.TemporaryDirectory() as root:
    paint(os.path.join(root, "impressionism"))
    loader = DataLoader(ImageFolder(root, transform=transform), batch_size=4, shuffle=True)
    netG, netD, criterion = Generator(), Discriminator(), nn.BCELoss()
    optG = torch.optim.Adam(netG.parameters(), 2e-4, betas=(0.5, 0.999))
    optD = torch.optim.Adam(netD.parameters(), 2e-4, betas=(0.5, 0.999))
    for i, (real, _) in enumerate(loader):
        n = real.shape[0]
        optD.zero_grad()
        loss_real = criterion(netD(real), torch.ones(n))
        fake = netG(torch.randn(n, LATENT, 1, 1))
        loss_fake = criterion(netD(fake.detach()), torch.zeros(n))
        (loss_real + loss_fake).backward()
        optD.step()
        optG.zero_grad()
        loss_g = criterion(netD(fake), torch.ones(n))
        loss_g.backward()
        optG.step()
        print(i, loss_real.item() + loss_fake.item(), loss_g.item())
