"""Conditional GAN that can be trained on hand-written digits or on small colour pictures."""
import argparse

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

parser = argparse.ArgumentParser()
parser.add_argument("--dataset", default="digits", choices=["digits", "objects"])
parser.add_argument("--latent-dim", type=int, default=64)
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--n-batches", type=int, default=3)
opt = parser.parse_args([])

IMAGE_MODE = {"digits": "L", "objects": "RGB"}
IMAGE_SHAPE = {"digits": (1, 28, 28), "objects": (3, 32, 32)}
NORMALIZE = {
    "digits": ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    "objects": ((0.49, 0.48, 0.45), (0.25, 0.24, 0.26)),
}


class SyntheticPictures(Dataset):
    def __init__(self, name, transform, n=96):
        self.mode, self.shape, self.transform, self.n = IMAGE_MODE[name], IMAGE_SHAPE[name], transform, n

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        rng = np.random.default_rng(index)
        pixels = rng.integers(0, 255, (self.shape[1], self.shape[2], 3), dtype=np.uint8)
        picture = Image.fromarray(pixels).convert(self.mode)
        return self.transform(picture), index % 10


def build_transform(name):
    mean, std = NORMALIZE[name]
    steps = [transforms.RandomAffine(degrees=5, translate=(0.05, 0.05))]
    if name == "objects":
        steps.append(transforms.RandomHorizontalFlip())
    steps += [transforms.ToTensor(), transforms.Normalize(mean, std)]
    return transforms.Compose(steps)


class Generator(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        self.embed = nn.Embedding(10, 16)
        n_out = shape[0] * shape[1] * shape[2]
        self.net = nn.Sequential(nn.Linear(opt.latent_dim + 16, 256), nn.LeakyReLU(0.2), nn.Linear(256, n_out), nn.Tanh())

    def forward(self, z, labels):
        return self.net(torch.cat([z, self.embed(labels)], dim=1)).view(-1, *self.shape)


class Discriminator(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.embed = nn.Embedding(10, 16)
        n_in = shape[0] * shape[1] * shape[2]
        self.net = nn.Sequential(nn.Linear(n_in + 16, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))

    def forward(self, x, labels):
        return self.net(torch.cat([x.flatten(1), self.embed(labels)], dim=1))


data = SyntheticPictures(opt.dataset, build_transform(opt.dataset))
loader = DataLoader(data, batch_size=opt.batch_size, shuffle=True)
shape = IMAGE_SHAPE[opt.dataset]
netG, netD = Generator(shape), Discriminator(shape)
optG = torch.optim.Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
optD = torch.optim.Adam(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()

for step, (real, labels) in enumerate(loader):
    ones, zeros = torch.ones(real.size(0), 1), torch.zeros(real.size(0), 1)
    fake = netG(torch.randn(real.size(0), opt.latent_dim), labels)
    d_loss = bce(netD(real, labels), ones) + bce(netD(fake.detach(), labels), zeros)
    optD.zero_grad()
    d_loss.backward()
    optD.step()
    g_loss = bce(netD(fake, labels), ones)
    optG.zero_grad()
    g_loss.backward()
    optG.step()
    print(step, round(d_loss.item(), 4), round(g_loss.item(), 4))
    if step + 1 == opt.n_batches:
        break
