import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

img_size, img_channels = 64, 3
z_channels, lz = 16, 4
image_type = "nphase"


def write_micrograph(path, side=160):
    rng = np.random.default_rng(21)
    yy, xx = np.mgrid[:side, :side]
    img = np.full((side, side), 45.0)
    for _ in range(60):
        cy, cx, r = rng.integers(0, side, 2).tolist() + [rng.integers(5, 14)]
        img[(yy - cy) ** 2 + (xx - cx) ** 2 < r * r] = rng.choice([128.0, 215.0])
    Image.fromarray(np.clip(img + rng.normal(0, 12, img.shape), 0, 255).astype("uint8")).save(path)


def batch(path, kind, l, n=64):
    """n random crops of the micrograph, one channel per phase for nphase images."""
    rng = np.random.default_rng(0)
    img = np.array(Image.open(path))
    corners = rng.integers(0, img.shape[0] - l, (n, 2))
    crops = np.stack([img[x:x + l, y:y + l] for x, y in corners])
    if kind == "grayscale":
        data = crops[:, None] / 255.0
    else:
        phases = np.unique(img)
        data = np.stack([crops == ph for ph in phases], axis=1)
    return TensorDataset(torch.FloatTensor(data.astype("float32")))


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.ConvTranspose3d(z_channels, 16, 4, 4), nn.ConvTranspose3d(16, img_channels, 4, 4)])

    def forward(self, z):
        x = torch.relu(self.convs[0](z))
        return torch.softmax(self.convs[1](x), 1) if image_type == "nphase" else torch.sigmoid(self.convs[1](x))


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [img_channels, 16, 32, 32]
        self.convs = nn.ModuleList([nn.Conv2d(a, b, 4, 2, 1) for a, b in zip(widths, widths[1:])])
        self.last = nn.Conv2d(32, 1, 8)

    def forward(self, x):
        for conv in self.convs:
            x = torch.relu(conv(x))
        return self.last(x)


def train(path):
    loader = DataLoader(batch(path, image_type, img_size), batch_size=16, shuffle=True, drop_last=True)
    net_g, net_d = Generator(), Critic()
    opt_d = torch.optim.Adam(net_d.parameters(), lr=1e-4, betas=(0.9, 0.99))
    for i, (real_data,) in enumerate(loader):
        with torch.no_grad():
            volume = net_g(torch.randn(1, z_channels, lz, lz, lz))
        fake_slices = volume[0].permute(1, 0, 2, 3)[::4]
        out_real = net_d(real_data).view(-1).mean()
        out_fake = net_d(fake_slices).mean()
        opt_d.zero_grad()
        (out_fake - out_real).backward()
        opt_d.step()
        print(i, (out_real - out_fake).item())


torch.manual_seed(0)
with tempfile.TemporaryDirectory() as project:
    file = os.path.join(project, "composite.png")
    write_micrograph(file)
    train(file)
