"""Denoiser with patch tokens for landscape latents, trained on random batches and sampled once."""
import math
from types import SimpleNamespace

import torch
from torch import nn

cfg = SimpleNamespace(height=192, width=256, vae_factor=8, latent_channels=4, patch=2, dim=64, depth=2, heads=4, steps=6)


def timestep_embedding(t, dim):
    half = dim // 2
    freq = torch.exp(-math.log(10000) * torch.arange(half) / half)
    arg = t.float()[:, None] * freq[None]
    return torch.cat([arg.cos(), arg.sin()], dim=-1)


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(dim, elementwise_affine=False)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.norm2 = nn.LayerNorm(dim, elementwise_affine=False)
        self.ff = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))
        self.ada = nn.Linear(dim, 4 * dim)

    def forward(self, x, c):
        s1, b1, s2, b2 = self.ada(c).unsqueeze(1).chunk(4, dim=-1)
        h = self.norm1(x) * (1 + s1) + b1
        x = x + self.attn(h, h, h, need_weights=False)[0]
        return x + self.ff(self.norm2(x) * (1 + s2) + b2)


class PatchTransformer(nn.Module):
    def __init__(self, channels, patch, dim, depth, heads, grid):
        super().__init__()
        self.patch, self.channels = patch, channels
        self.proj = nn.Conv2d(channels, dim, patch, stride=patch)
        self.pos = nn.Parameter(0.02 * torch.randn(1, grid[0] * grid[1], dim))
        self.time = nn.Sequential(nn.Linear(dim, dim), nn.SiLU(), nn.Linear(dim, dim))
        self.blocks = nn.ModuleList([Block(dim, heads) for _ in range(depth)])
        self.proj_out = nn.Linear(dim, patch * patch * channels)

    def unpatchify(self, x):
        height = width = int(x.shape[1] ** 0.5)
        p, c = self.patch, self.channels
        x = x.reshape(-1, height, width, p, p, c)
        x = torch.einsum("nhwpqc->nchpwq", x)
        return x.reshape(-1, c, height * p, width * p)

    def forward(self, latents, t):
        h, w = latents.shape[-2] // self.patch, latents.shape[-1] // self.patch
        x = self.proj(latents).flatten(2).transpose(1, 2) + self.pos[:, :h * w]
        c = self.time(timestep_embedding(t, x.shape[-1]))
        for block in self.blocks:
            x = block(x, c)
        return self.unpatchify(self.proj_out(x))


def add_noise(x, noise, t, total=1000):
    alpha = torch.cos(0.5 * math.pi * t.float() / total).view(-1, 1, 1, 1)
    return alpha * x + (1 - alpha ** 2).clamp(min=1e-6).sqrt() * noise


def main():
    torch.manual_seed(5)
    lat_h, lat_w = cfg.height // cfg.vae_factor, cfg.width // cfg.vae_factor
    grid = (lat_h // cfg.patch, lat_w // cfg.patch)
    model = PatchTransformer(cfg.latent_channels, cfg.patch, cfg.dim, cfg.depth, cfg.heads, grid)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    for step in range(cfg.steps):
        latents = torch.randn(2, cfg.latent_channels, lat_h, lat_w)
        noise = torch.randn_like(latents)
        t = torch.randint(0, 1000, (len(latents),))
        pred = model(add_noise(latents, noise, t), t)
        loss = nn.functional.mse_loss(pred, noise)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, f"{loss.item():.4f}")
    with torch.no_grad():
        sample = torch.randn(1, cfg.latent_channels, lat_h, lat_w)
        for t in (999, 600, 200):
            sample = sample - 0.3 * model(sample, torch.tensor([t]))
    print(sample.shape)


if __name__ == "__main__":
    main()
