import argparse

import torch
from torch import nn


def fmap(stage, base=256, fmap_max=128):
    return min(base // 2 ** stage, fmap_max)


class Generator(nn.Module):
    def __init__(self, latent_size, resolution, num_channels=3):
        super().__init__()
        self.latent_size = latent_size
        first = fmap(1)
        stages = [
            nn.Sequential(nn.ConvTranspose2d(first, first, 4), nn.LeakyReLU(0.2)),
        ]
        size, stage = 4, 1
        while size < resolution:
            stages.append(nn.Sequential(
                nn.Upsample(scale_factor=2),
                nn.Conv2d(fmap(stage), fmap(stage + 1), 3, padding=1),
                nn.LeakyReLU(0.2),
            ))
            size, stage = size * 2, stage + 1
        self.blocks = nn.ModuleList(stages)
        self.to_rgb = nn.Conv2d(fmap(stage), num_channels, 1)

    def forward(self, z):
        x = z / z.pow(2).mean(1, keepdim=True).add(1e-8).sqrt()
        x = x[:, :, None, None]
        for block in self.blocks:
            x = block(x)
        return self.to_rgb(x)


class Discriminator(nn.Module):
    def __init__(self, resolution, num_channels=3):
        super().__init__()
        layers, c, size = [], num_channels, resolution
        while size > 4:
            layers += [nn.Conv2d(c, 32, 3, stride=2, padding=1), nn.LeakyReLU(0.2)]
            c, size = 32, size // 2
        self.net = nn.Sequential(*layers, nn.Flatten(), nn.Linear(32 * 4 * 4, 1))

    def forward(self, x):
        return self.net(x)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--latent_size", type=int, default=100)
    p.add_argument("--resolution", type=int, default=32)
    p.add_argument("--batch", type=int, default=4)
    opt = p.parse_args()
    G, D = Generator(opt.latent_size, opt.resolution), Discriminator(opt.resolution)
    g_opt = torch.optim.Adam(G.parameters(), 1e-3, (0.0, 0.99))
    for step in range(2):
        fake = G(torch.randn(opt.batch, opt.latent_size))
        loss = -D(fake).mean()
        g_opt.zero_grad()
        loss.backward()
        g_opt.step()
        print(step, loss.item())


main()
