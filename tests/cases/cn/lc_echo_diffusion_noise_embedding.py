import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class EchoFrames(Dataset):
    """B-mode like frames: a dark cavity in speckle, values in -1 .. 1."""

    def __len__(self):
        return 32

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        y, x = torch.meshgrid(torch.linspace(-1, 1, 32), torch.linspace(-1, 1, 32), indexing="ij")
        a, b = (torch.rand(2, generator=g) * 0.4 + 0.3).tolist()
        tissue = ((x / a) ** 2 + (y / b) ** 2 > 1).float()
        return (tissue * torch.rand(32, 32, generator=g) * 2 - 1).unsqueeze(0)


def sinusoidal_embedding(v, dims, max_freq=1000.0):
    angles = 2 * math.pi * torch.exp(torch.linspace(0.0, math.log(max_freq), dims // 2)) * v.view(-1, 1)
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out):
        super().__init__()
        self.skip = nn.Identity() if c_in == c_out else nn.Conv2d(c_in, c_out, 1)
        self.norm = nn.BatchNorm2d(c_in, affine=False)
        self.conv1 = nn.Conv2d(c_in, c_out, 3, padding=1)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, padding=1)

    def forward(self, x):
        return self.skip(x) + self.conv2(F.silu(self.conv1(self.norm(x))))


class UNet(nn.Module):
    def __init__(self, channels=1, widths=(32, 64, 96), block_depth=2, embedding_dims=32):
        super().__init__()
        self.embedding_dims = embedding_dims
        self.stem = nn.Conv2d(channels, widths[0], 1)
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        skips, width = [], widths[0] + 32
        for w in widths[:-1]:
            blocks = nn.ModuleList()
            for _ in range(block_depth):
                blocks.append(ResidualBlock(width, w))
                width = w
                skips.append(w)
            self.down.append(blocks)
        self.middle = ResidualBlock(width, widths[-1])
        width = widths[-1]
        for w in reversed(widths[:-1]):
            blocks = nn.ModuleList()
            for _ in range(block_depth):
                blocks.append(ResidualBlock(width + skips.pop(), w))
                width = w
            self.up.append(blocks)
        self.out = nn.Conv2d(width, channels, 1)

    def forward(self, x, noise_var):
        e = sinusoidal_embedding(noise_var, self.embedding_dims)
        e = e[:, :, None, None].expand(-1, -1, *x.shape[-2:])
        x, kept = torch.cat([self.stem(x), e], dim=1), []
        for blocks in self.down:
            for block in blocks:
                x = block(x)
                kept.append(x)
            x = F.avg_pool2d(x, 2)
        x = self.middle(x)
        for blocks in self.up:
            x = F.interpolate(x, scale_factor=2, mode="bilinear")
            for block in blocks:
                x = block(torch.cat([x, kept.pop()], dim=1))
        return self.out(x)


def schedule(t, start=0.95, end=0.02):
    angle = math.acos(start) + t * (math.acos(end) - math.acos(start))
    return angle.cos(), angle.sin()


def sample(net, n, size, steps=4):
    x = torch.randn(n, 1, size, size)
    for k in range(steps):
        signal, noise = schedule(torch.full((n, 1, 1, 1), 1 - k / steps))
        eps = net(x, noise ** 2)
        x0 = (x - noise * eps) / signal
        signal, noise = schedule(torch.full((n, 1, 1, 1), 1 - (k + 1) / steps))
        x = signal * x0 + noise * eps
    return x0.clamp(-1, 1)


torch.manual_seed(0)
net = UNet(widths=(16, 32, 48), block_depth=2, embedding_dims=64)
opt = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=1e-4)
for step, frames in enumerate(DataLoader(EchoFrames(), batch_size=8)):
    eps = torch.randn_like(frames)
    signal, noise = schedule(torch.rand(len(frames), 1, 1, 1))
    loss = F.l1_loss(net(signal * frames + noise * eps, noise ** 2), eps)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(step, f"{loss.item():.4f}")
net.eval()
with torch.no_grad():
    print("samples", sample(net, 2, 32).shape)
