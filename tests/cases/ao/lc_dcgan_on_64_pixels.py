from math import log2

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class DCGANGenerator(nn.Module):
    def __init__(self, encoding_dims=100, out_size=32, out_channels=3, step_channels=16):
        super().__init__()
        repeats = int(log2(out_size)) - 3
        d = step_channels * 2 ** repeats
        layers = [nn.ConvTranspose2d(encoding_dims, d, 4, 1, 0), nn.BatchNorm2d(d), nn.LeakyReLU(0.2)]
        for _ in range(repeats):
            layers += [nn.ConvTranspose2d(d, d // 2, 4, 2, 1), nn.BatchNorm2d(d // 2), nn.LeakyReLU(0.2)]
            d //= 2
        layers += [nn.ConvTranspose2d(d, out_channels, 4, 2, 1), nn.Tanh()]
        self.model = nn.Sequential(*layers)

    def forward(self, z):
        return self.model(z[:, :, None, None])


class DCGANDiscriminator(nn.Module):
    def __init__(self, in_size=32, in_channels=3, step_channels=16):
        super().__init__()
        repeats = int(log2(in_size)) - 3
        layers = [nn.Conv2d(in_channels, step_channels, 4, 2, 1), nn.LeakyReLU(0.2)]
        d = step_channels
        for _ in range(repeats):
            layers += [nn.Conv2d(d, d * 2, 4, 2, 1), nn.BatchNorm2d(d * 2), nn.LeakyReLU(0.2)]
            d *= 2
        self.model = nn.Sequential(*layers)
        self.disc = nn.Conv2d(d, 1, 4, 1, 0)

    def forward(self, x):
        score = self.disc(self.model(x))
        return score.view(x.size(0))


tfs = transforms.Compose([
    transforms.Resize((64, 64)),
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
])
dataloader = DataLoader(FakeData(48, (3, 80, 80), 2, tfs), batch_size=16, shuffle=True)

generator = DCGANGenerator(encoding_dims=100, out_channels=3, step_channels=16)
discriminator = DCGANDiscriminator(in_channels=3, step_channels=16)
g_opt = torch.optim.Adam(generator.parameters(), lr=1e-4, betas=(0.5, 0.999))
d_opt = torch.optim.Adam(discriminator.parameters(), lr=3e-4, betas=(0.5, 0.999))

for real, _ in dataloader:
    noise = torch.randn(real.size(0), 100)
    fake = generator(noise)

    d_loss = (discriminator(real) - 1).pow(2).mean() + discriminator(fake.detach()).pow(2).mean()
    d_opt.zero_grad()
    d_loss.backward()
    d_opt.step()

    g_loss = (discriminator(fake) - 1).pow(2).mean()
    g_opt.zero_grad()
    g_loss.backward()
    g_opt.step()
    print(f"d {d_loss.item():.3f} g {g_loss.item():.3f}")
