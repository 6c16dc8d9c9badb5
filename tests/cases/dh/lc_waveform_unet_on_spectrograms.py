import math

import torch
from torch import nn


def ConvND(dim, *args, **kw):
    return (nn.Conv1d if dim == 1 else nn.Conv2d)(*args, **kw)


def Downsample(dim, a, b, factor):
    return ConvND(dim, a, b, kernel_size=factor, stride=factor)


def Upsample(dim, a, b, factor):
    return (nn.ConvTranspose1d if dim == 1 else nn.ConvTranspose2d)(a, b, kernel_size=factor, stride=factor)


class ResnetItem(nn.Module):
    def __init__(self, dim, channels):
        super().__init__()
        self.net = nn.Sequential(nn.GroupNorm(4, channels), nn.SiLU(), ConvND(dim, channels, channels, 3, padding=1))
        self.scale = nn.Linear(32, channels)

    def forward(self, x, t):
        s = self.scale(t)
        return x + self.net(x) * (1 + s.view(*s.shape, *[1] * (x.dim() - 2)))


class Block(nn.Module):
    """one level of the U-Net, wraps the levels below it"""

    def __init__(self, dim, in_channels, channels, factor, items, inner=None):
        super().__init__()
        self.down = Downsample(dim, in_channels, channels, factor)
        self.items_down = nn.ModuleList(ResnetItem(dim, channels) for _ in range(items))
        self.inner = inner
        self.items_up = nn.ModuleList(ResnetItem(dim, channels) for _ in range(items))
        self.up = Upsample(dim, channels, in_channels, factor)

    def forward(self, x, t):
        h = self.down(x)
        for item in self.items_down:
            h = item(h, t)
        if self.inner is not None:
            h = h + self.inner(h, t)
        for item in self.items_up:
            h = item(h, t)
        return self.up(h)


class UNetV0(nn.Module):
    def __init__(self, dim, in_channels, channels, factors, items):
        super().__init__()
        self.freqs = nn.Parameter(torch.exp(torch.linspace(0, math.log(1000), 16)), requires_grad=False)
        net, widths = None, [in_channels] + list(channels)
        for i in reversed(range(len(channels))):
            net = Block(dim, widths[i], channels[i], factors[i], items[i], net)
        self.net = net

    def forward(self, x, time):
        ang = time[:, None] * self.freqs
        return self.net(x, torch.cat([ang.sin(), ang.cos()], dim=-1))


class VDiffusion(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        sigmas = torch.rand(x.shape[0])
        angle = (sigmas * math.pi / 2).view(-1, *[1] * (x.dim() - 1))
        noise = torch.randn_like(x)
        x_noisy = angle.cos() * x + angle.sin() * noise
        v_target = angle.cos() * noise - angle.sin() * x
        return nn.functional.mse_loss(self.net(x_noisy, sigmas), v_target)


model = VDiffusion(UNetV0(
    dim=2,
    in_channels=1,
    channels=[8, 8, 16, 16, 16, 16, 32, 32, 32],
    factors=[1, 4, 4, 4, 2, 2, 2, 2, 2],
    items=[1, 1, 1, 1, 1, 1, 1, 1, 1],
))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
window = torch.hann_window(510)
for step in range(2):
    audio = torch.randn(2, 256 * 128 - 128)
    spec = torch.stft(audio, 510, hop_length=128, window=window, return_complex=True).abs()
    loss = model(torch.log1p(spec).unsqueeze(1))  # batch, 1, 256 frequencies, 256 frames
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{step} {loss.item():.4f}")
