import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

image_size, nz, ngf, ndf, nc = 32, 20, 8, 8, 1


def write_xrays(root, n=16):
    """Single-channel scans, as they come from the clinic."""
    folder = os.path.join(root, "chest")
    os.makedirs(folder)
    rng = np.random.default_rng(0)
    for i in range(n):
        pixels = rng.integers(0, 256, (40, 40), dtype=np.uint8)
        Image.fromarray(pixels).save(os.path.join(folder, f"scan{i:02d}.png"))


def weights_init(m):
    if isinstance(m, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(m.weight, 0.0, 0.02)


def make_generator():
    return nn.Sequential(
        nn.ConvTranspose2d(nz, ngf * 4, 4, 1, 0, bias=False), nn.BatchNorm2d(ngf * 4), nn.ReLU(True),
        nn.ConvTranspose2d(ngf * 4, ngf * 2, 4, 2, 1, bias=False), nn.BatchNorm2d(ngf * 2), nn.ReLU(True),
        nn.ConvTranspose2d(ngf * 2, ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(ngf), nn.ReLU(True),
        nn.ConvTranspose2d(ngf, nc, 4, 2, 1, bias=False), nn.Tanh(),
    )


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1, bias=False), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, ndf * 2, 4, 2, 1, bias=False), nn.BatchNorm2d(ndf * 2), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf * 2, ndf * 4, 4, 2, 1, bias=False), nn.BatchNorm2d(ndf * 4), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf * 4, 1, 4, 1, 0, bias=False), nn.Sigmoid(),
        )

    def forward(self, x):
        return self.main(x).view(-1)


def train(root):
    tf = transforms.Compose([
        transforms.Resize(image_size),
        transforms.ToTensor(),
        transforms.Lambda(lambda t: t * 2 - 1),
    ])
    data = datasets.ImageFolder(root, transform=tf)
    netG, netD = make_generator().apply(weights_init), Discriminator().apply(weights_init)
    criterion = nn.BCELoss()
    optD = torch.optim.Adam(netD.parameters(), 2e-4, betas=(0.5, 0.999))
    optG = torch.optim.Adam(netG.parameters(), 2e-4, betas=(0.5, 0.999))
    for step, (real, _) in enumerate(DataLoader(data, batch_size=8)):
        fake = netG(torch.randn(len(real), nz, 1, 1))
        out_fake = netD(fake.detach())
        err_fake = criterion(out_fake, torch.zeros_like(out_fake))
        out_real = netD(real)
        err_real = criterion(out_real, torch.ones_like(out_real))
        optD.zero_grad()
        (err_fake + err_real).backward()
        optD.step()
        out = netD(fake)
        errG = criterion(out, torch.ones_like(out))
        optG.zero_grad()
        errG.backward()
        optG.step()
        print(step, err_real.item(), err_fake.item(), errG.item())


with tempfile.TemporaryDirectory() as root:
    write_xrays(root)
    train(root)
