import torch
from torch import nn


class VAE(nn.Module):
    def __init__(self, latent=32):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv2d(1, 16, 4, 4), nn.LeakyReLU(0.2), nn.Conv2d(16, 32, 4, 4), nn.LeakyReLU(0.2), nn.Flatten())
        self.mu, self.logvar = nn.Linear(512, latent), nn.Linear(512, latent)
        self.dec = nn.Sequential(
            nn.Linear(latent, 512), nn.Unflatten(1, (32, 4, 4)),
            nn.ConvTranspose2d(32, 16, 4, 4), nn.ReLU(), nn.ConvTranspose2d(16, 1, 4, 4), nn.Sigmoid(),
        )

    def forward(self, x):
        h = self.enc(x)
        mu, logvar = self.mu(h), self.logvar(h)
        return self.dec(mu + torch.randn_like(mu) * (0.5 * logvar).exp()), mu, logvar


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 16, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(16, 32, 4, 2, 1), nn.LeakyReLU(0.2))
        self.score = nn.Linear(32, 1)

    def forward(self, x):
        return self.score(self.body(x).mean((2, 3))).view(-1)
