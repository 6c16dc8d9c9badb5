import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

parser = argparse.ArgumentParser()
parser.add_argument("--imageSize", type=int, default=32)
parser.add_argument("--batchSize", type=int, default=8)
parser.add_argument("--nz", type=int, default=100)
parser.add_argument("--ngf", type=int, default=16)
parser.add_argument("--ndf", type=int, default=16)
parser.add_argument("--niter", type=int, default=1)
opt = parser.parse_args()
nc = 3


def up(cin, cout):
    return [nn.ConvTranspose2d(cin, cout, 4, 2, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(True)]


def down(cin, cout):
    return [nn.Conv2d(cin, cout, 4, 2, 1, bias=False), nn.BatchNorm2d(cout), nn.LeakyReLU(0.2, inplace=True)]


class Generator(nn.Module):
    def __init__(self, nz, ngf):
        super().__init__()
        self.main = nn.Sequential(
            nn.ConvTranspose2d(nz, ngf * 8, 4, 1, 0, bias=False), nn.BatchNorm2d(ngf * 8), nn.ReLU(True),
            *up(ngf * 8, ngf * 4), *up(ngf * 4, ngf * 2), *up(ngf * 2, ngf),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1, bias=False),
            nn.Tanh(),
        )

    def forward(self, z):
        return self.main(z)


class Discriminator(nn.Module):
    def __init__(self, ndf):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(nc, ndf, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True),
            *down(ndf, ndf * 2), *down(ndf * 2, ndf * 4), *down(ndf * 4, ndf * 8),
            nn.Conv2d(ndf * 8, 1, 4, 1, 0, bias=False),
            nn.Sigmoid(),
        )

    def forward(self, x):
        return self.main(x).view(-1, 1).squeeze(1)


dataset = FakeData(24, (3, 32, 32), transform=transforms.Compose([
    transforms.Resize(opt.imageSize), transforms.ToTensor(), transforms.Normalize((0.5,) * 3, (0.5,) * 3)]))
netG, netD = Generator(opt.nz, opt.ngf), Discriminator(opt.ndf)
criterion = nn.BCELoss()
optD = torch.optim.Adam(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))
optG = torch.optim.Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
for epoch in range(opt.niter):
    for i, (real, _) in enumerate(DataLoader(dataset, batch_size=opt.batchSize, shuffle=True)):
        ones, zeros = torch.ones(len(real)), torch.zeros(len(real))
        fake = netG(torch.randn(len(real), opt.nz, 1, 1))
        errD = criterion(netD(real), ones) + criterion(netD(fake.detach()), zeros)
        optD.zero_grad()
        errD.backward()
        optD.step()
        errG = criterion(netD(fake), ones)
        optG.zero_grad()
        errG.backward()
        optG.step()
        print(f"[{epoch}/{opt.niter}][{i}] Loss_D: {errD.item():.4f} Loss_G: {errG.item():.4f}")
