import math

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Brains(Dataset):
    """Two MRI modalities per subject, cropped to the brain."""

    def __init__(self, n=6, dim=(56, 64, 48)):
        self.x = torch.randn(n, 2, *dim, generator=torch.Generator().manual_seed(0))

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], (self.x[i, 0] > 0.5).long()


class GreenBlock(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.block = nn.Sequential(nn.GroupNorm(4, ch), nn.ReLU(), nn.Conv3d(ch, ch, 3, padding=1))

    def forward(self, x):
        return x + self.block(x)


class VAEBranch(nn.Module):
    def __init__(self, in_channels, vae_in_dim, latent=16):
        super().__init__()
        self.vae_in_dim = vae_in_dim
        self.squeeze = nn.Conv3d(in_channels, 4, 1)
        self.linear_in_dim = 4 * math.prod(vae_in_dim)
        self.linear_1 = nn.Linear(self.linear_in_dim, latent * 2)
        self.linear_2 = nn.Linear(latent, math.prod(vae_in_dim))
        self.up = nn.Sequential(
            nn.Conv3d(1, 8, 3, padding=1), nn.ReLU(), nn.Upsample(scale_factor=8), nn.Conv3d(8, 2, 3, padding=1))

    def forward(self, x):
        x = self.squeeze(x)
        x = x.view(-1, self.linear_in_dim)
        mu, logvar = self.linear_1(x).chunk(2, dim=1)
        z = mu + torch.randn_like(mu) * (0.5 * logvar).exp()
        y = self.linear_2(z).view(-1, 1, *self.vae_in_dim)
        return self.up(y), mu, logvar


class ResNet3dVAE(nn.Module):
    def __init__(self, in_channels=2, classes=2, dim=(64, 64, 64)):
        super().__init__()
        vae_in_dim = (int(dim[0] >> 3), int(dim[1] >> 3), int(dim[0] >> 3))
        self.encoder = nn.Sequential(
            nn.Conv3d(in_channels, 8, 3, stride=2, padding=1), GreenBlock(8),
            nn.Conv3d(8, 16, 3, stride=2, padding=1), GreenBlock(16),
            nn.Conv3d(16, 16, 3, stride=2, padding=1), GreenBlock(16))
        self.segment = nn.Sequential(nn.Conv3d(16, classes, 1), nn.Upsample(scale_factor=8, mode="trilinear"))
        self.vae = VAEBranch(16, vae_in_dim)

    def forward(self, x):
        h = self.encoder(x)
        return (self.segment(h), *self.vae(h))


torch.manual_seed(0)
model = ResNet3dVAE(in_channels=2, classes=2, dim=(56, 64, 48))
opt = torch.optim.Adam(model.parameters(), 1e-3)
for img, seg in DataLoader(Brains(), batch_size=2):
    logits, recon, mu, logvar = model(img)
    kl = (mu ** 2 + logvar.exp() - logvar - 1).mean()
    loss = nn.functional.cross_entropy(logits, seg) + 0.1 * nn.functional.mse_loss(recon, img) + 0.1 * kl
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss.item())
