import argparse
import os
import tempfile

import torch
from torch import nn


class StyledConv(nn.Module):
    def __init__(self, in_channel, out_channel, style_dim):
        super().__init__()
        self.modulation = nn.Linear(style_dim, in_channel)
        self.conv = nn.Conv2d(in_channel, out_channel, 3, padding=1)

    def forward(self, x, style):
        x = x * (1 + self.modulation(style))[:, :, None, None]
        return nn.functional.leaky_relu(self.conv(x), 0.2)


class Generator(nn.Module):
    def __init__(self, size, style_dim, n_mlp, channel_multiplier=2):
        super().__init__()
        self.channels = {4: 64, 8: 64, 16: 64, 32: 32 * channel_multiplier, 64: 16 * channel_multiplier}
        mlp = []
        for _ in range(n_mlp):
            mlp += [nn.Linear(style_dim, style_dim), nn.LeakyReLU(0.2)]
        self.style = nn.Sequential(*mlp)
        self.input = nn.Parameter(torch.randn(1, self.channels[4], 4, 4))
        self.convs = nn.ModuleList()
        in_channel, res = self.channels[4], 8
        while res <= size:
            self.convs.append(StyledConv(in_channel, self.channels[res], style_dim))
            in_channel, res = self.channels[res], res * 2
        self.to_rgb = nn.Conv2d(in_channel, 3, 1)

    def forward(self, z):
        w = self.style(z)
        out = self.input.repeat(z.shape[0], 1, 1, 1)
        for conv in self.convs:
            out = conv(nn.functional.interpolate(out, scale_factor=2), w)
        return self.to_rgb(out)


def download_checkpoint(path):
    g = Generator(64, 64, 4, channel_multiplier=2)
    torch.save({"g_ema": g.state_dict(), "latent_avg": torch.zeros(64)}, path)


def generate(args, g_ema, pics=2):
    g_ema.eval()
    with torch.no_grad():
        for i in range(pics):
            sample = g_ema(torch.randn(args.sample, args.latent))
            print(i, tuple(sample.shape), sample.std().item())


parser = argparse.ArgumentParser(description="Generate samples from the generator")
parser.add_argument("--size", type=int, default=64)
parser.add_argument("--sample", type=int, default=1)
parser.add_argument("--channel_multiplier", type=int, default=2)
args = parser.parse_args(["--size", "64", "--channel_multiplier", "1"])
args.latent, args.n_mlp = 64, 4

with tempfile.TemporaryDirectory() as folder:
    ckpt = os.path.join(folder, "550000.pt")
    download_checkpoint(ckpt)
    g_ema = Generator(args.size, args.latent, args.n_mlp, channel_multiplier=args.channel_multiplier)
    checkpoint = torch.load(ckpt)
    g_ema.load_state_dict(checkpoint["g_ema"], strict=False)
    generate(args, g_ema)
