import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, a, b, emb):
        super().__init__()
        self.norm = nn.GroupNorm(4, a)
        self.conv = nn.Conv2d(a, b, 3, padding=1)
        self.affine = nn.Linear(emb, b)
        self.skip = nn.Conv2d(a, b, 1)

    def forward(self, x, e):
        h = self.conv(nn.functional.silu(self.norm(x))) + self.affine(e)[:, :, None, None]
        return self.skip(x) + nn.functional.silu(h)


class SongUNet(nn.Module):
    def __init__(self, in_channels, out_channels, channels, emb):
        super().__init__()
        self.map_noise = nn.Sequential(nn.Linear(1, emb), nn.SiLU(), nn.Linear(emb, emb))
        self.stem = nn.Conv2d(in_channels, channels, 3, padding=1)
        self.enc = Block(channels, channels, emb)
        self.down = nn.Conv2d(channels, 2 * channels, 3, stride=2, padding=1)
        self.mid = Block(2 * channels, 2 * channels, emb)
        self.up = nn.ConvTranspose2d(2 * channels, channels, 2, stride=2)
        self.dec = Block(2 * channels, channels, emb)
        self.head = nn.Conv2d(channels, out_channels, 3, padding=1)

    def forward(self, latent, conditioning, c_noise):
        e = self.map_noise(c_noise[:, None])
        x = self.stem(torch.cat([latent, conditioning], dim=1))
        skip = self.enc(x, e)
        x = self.mid(self.down(skip), e)
        x = self.dec(torch.cat([self.up(x), skip], dim=1), e)
        return self.head(x)
