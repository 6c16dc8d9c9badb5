import argparse

import torch
import torch.nn as nn

parser = argparse.ArgumentParser()
parser.add_argument("--batch_size", type=int, default=8)
parser.add_argument("--latent_dim", type=int, default=50)
parser.add_argument("--img_size", type=int, default=40, help="height and width of the pictures")
parser.add_argument("--channels", type=int, default=1)
opt = parser.parse_args([])


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.start = opt.img_size // 4
        self.project = nn.Linear(opt.latent_dim, 64 * self.start ** 2)
        self.blocks = nn.Sequential(
            nn.BatchNorm2d(64),
            nn.Upsample(scale_factor=2), nn.Conv2d(64, 64, 3, padding=1), nn.LeakyReLU(0.2),
            nn.Upsample(scale_factor=2), nn.Conv2d(64, opt.channels, 3, padding=1), nn.Tanh(),
        )

    def forward(self, z):
        seed = self.project(z).view(-1, 64, self.start, self.start)
        return self.blocks(seed)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        layers, width = [], opt.channels
        for out in (8, 16, 32, 64):
            layers += [nn.Conv2d(width, out, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Dropout2d(0.25)]
            width = out
        self.convs = nn.Sequential(*layers)
        down = opt.img_size // 2 ** 4
        self.validity = nn.Sequential(nn.Linear(width * down ** 2, 1), nn.Sigmoid())

    def forward(self, img):
        maps = self.convs(img)
        return self.validity(maps.view(maps.shape[0], -1))


G, D = Generator(), Discriminator()
bce = nn.BCELoss()
opt_g = torch.optim.Adam(G.parameters(), lr=2e-4)
opt_d = torch.optim.Adam(D.parameters(), lr=2e-4)
for step in range(2):
    real = torch.rand(opt.batch_size, opt.channels, opt.img_size, opt.img_size) * 2 - 1
    ones, zeros = torch.ones(opt.batch_size, 1), torch.zeros(opt.batch_size, 1)
    fake = G(torch.randn(opt.batch_size, opt.latent_dim))
    opt_g.zero_grad()
    g_loss = bce(D(fake), ones)
    g_loss.backward()
    opt_g.step()
    opt_d.zero_grad()
    d_loss = bce(D(real), ones) + bce(D(fake.detach()), zeros)
    d_loss.backward()
    opt_d.step()
    print(step, g_loss.item(), d_loss.item())
