import argparse
import os
import tempfile

import torch
from torch import nn


def prepare_parser():
    parser = argparse.ArgumentParser(description="sampling script")
    parser.add_argument("--resolution", type=int, default=32)
    parser.add_argument("--n_classes", type=int, default=10)
    parser.add_argument("--dim_z", type=int, default=20)
    parser.add_argument("--G_ch", type=int, default=64)
    parser.add_argument("--batch_size", type=int, default=4)
    return parser


class GBlock(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.conv1 = nn.Conv2d(a, b, 3, padding=1)
        self.conv2 = nn.Conv2d(b, b, 3, padding=1)
        self.conv_sc = nn.Conv2d(a, b, 1)
        self.bn = nn.BatchNorm2d(a)

    def forward(self, x):
        h = nn.functional.interpolate(torch.relu(self.bn(x)), scale_factor=2)
        h = self.conv2(torch.relu(self.conv1(h)))
        return h + self.conv_sc(nn.functional.interpolate(x, scale_factor=2))


class Generator(nn.Module):
    def __init__(self, G_ch, dim_z, resolution, n_classes, **kwargs):
        super().__init__()
        self.bottom = resolution // 4
        self.shared = nn.Embedding(n_classes, dim_z)
        self.linear = nn.Linear(dim_z * 2, G_ch * 2 * self.bottom ** 2)
        self.blocks = nn.ModuleList([GBlock(G_ch * 2, G_ch * 2), GBlock(G_ch * 2, G_ch)])
        self.output_layer = nn.Sequential(nn.BatchNorm2d(G_ch), nn.ReLU(), nn.Conv2d(G_ch, 3, 3, padding=1))

    def forward(self, z, y):
        h = self.linear(torch.cat([z, self.shared(y)], dim=1))
        h = h.view(len(z), -1, self.bottom, self.bottom)
        for block in self.blocks:
            h = block(h)
        return torch.tanh(self.output_layer(h))


def download_pretrained(folder):
    G = Generator(G_ch=96, dim_z=20, resolution=32, n_classes=10)
    torch.save(G.state_dict(), os.path.join(folder, "G_ema.pth"))


def sample(config, weights_root):
    G = Generator(**config)
    G.load_state_dict(torch.load(os.path.join(weights_root, "G_ema.pth")))
    G.eval()
    with torch.no_grad():
        z = torch.randn(config["batch_size"], config["dim_z"])
        y = torch.randint(0, config["n_classes"], (config["batch_size"],))
        return G(z, y)


with tempfile.TemporaryDirectory() as weights:
    download_pretrained(weights)
    config = vars(prepare_parser().parse_args([]))
    images = sample(config, weights)
    print(images.shape, images.min().item(), images.max().item())
