import argparse
import math

import torch
from torch import nn


class GaussianFourierProjection(nn.Module):
    def __init__(self, embedding_size=256, scale=1.0):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(embedding_size) * scale, requires_grad=False)

    def forward(self, t):
        angle = torch.log(t)[:, None] * self.weight[None, :] * 2 * math.pi
        return torch.cat([torch.sin(angle), torch.cos(angle)], dim=-1)


class Timesteps(nn.Module):
    def __init__(self, num_channels):
        super().__init__()
        half = num_channels // 2
        self.register_buffer("freq", torch.exp(-math.log(10000) * torch.arange(half) / half))

    def forward(self, t):
        angle = t[:, None] * self.freq[None, :]
        return torch.cat([torch.cos(angle), torch.sin(angle)], dim=-1)


class TimestepEmbedding(nn.Module):
    def __init__(self, in_channels, time_embed_dim):
        super().__init__()
        self.linear_1 = nn.Linear(in_channels, time_embed_dim)
        self.act = nn.SiLU()
        self.linear_2 = nn.Linear(time_embed_dim, time_embed_dim)

    def forward(self, sample):
        return self.linear_2(self.act(self.linear_1(sample)))


class ResBlock1D(nn.Module):
    def __init__(self, c_in, c_out, time_dim):
        super().__init__()
        self.conv_in = nn.Sequential(nn.Conv1d(c_in, c_out, 5, padding=2), nn.GroupNorm(4, c_out), nn.SiLU())
        self.time = nn.Linear(time_dim, c_out)
        self.conv_out = nn.Sequential(nn.Conv1d(c_out, c_out, 5, padding=2), nn.GroupNorm(4, c_out), nn.SiLU())
        self.skip = nn.Conv1d(c_in, c_out, 1) if c_in != c_out else nn.Identity()

    def forward(self, x, temb):
        h = self.conv_in(x) + self.time(temb)[:, :, None]
        return self.conv_out(h) + self.skip(x)


class UNet1D(nn.Module):
    def __init__(self, in_channels=2, block_out_channels=(32, 64), time_embedding_type="fourier"):
        super().__init__()
        if time_embedding_type == "fourier":
            self.time_proj = GaussianFourierProjection(embedding_size=8)
            timestep_input_dim = 2 * block_out_channels[0]
        else:
            self.time_proj = Timesteps(block_out_channels[0])
            timestep_input_dim = block_out_channels[0]
        time_embed_dim = block_out_channels[0] * 4
        self.time_mlp = TimestepEmbedding(timestep_input_dim, time_embed_dim)

        c0, c1 = block_out_channels
        self.down1 = ResBlock1D(in_channels, c0, time_embed_dim)
        self.down2 = ResBlock1D(c0, c1, time_embed_dim)
        self.pool = nn.AvgPool1d(2)
        self.up = nn.Upsample(scale_factor=2, mode="linear")
        self.up1 = ResBlock1D(c1 + c0, c0, time_embed_dim)
        self.out = nn.Conv1d(c0, in_channels, 1)

    def forward(self, sample, timestep):
        temb = self.time_mlp(self.time_proj(timestep))
        h1 = self.down1(sample, temb)
        h2 = self.down2(self.pool(h1), temb)
        return self.out(self.up1(torch.cat([self.up(h2), h1], 1), temb))


def waves(n, length):
    phase = torch.rand(n, 1, 1) * 2 * math.pi
    grid = torch.linspace(0, 4 * math.pi, length)
    return torch.cat([torch.sin(grid + phase), torch.cos(grid + phase)], 1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--length", type=int, default=64)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--time-embedding", choices=("fourier", "positional"), default="fourier")
    args = parser.parse_args()
    net = UNet1D(time_embedding_type=args.time_embedding)
    optimizer = torch.optim.AdamW([p for p in net.parameters() if p.requires_grad], lr=2e-4)
    for step in range(args.steps):
        clean = waves(args.batch, args.length)
        t = torch.rand(args.batch) * 0.98 + 0.01
        noise = torch.randn_like(clean)
        noisy = (1 - t)[:, None, None] * clean + t[:, None, None] * noise
        loss = nn.functional.mse_loss(net(noisy, t), noise)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, f"{loss.item():.4f}")


if __name__ == "__main__":
    main()
