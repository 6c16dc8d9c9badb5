import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder

DEFAULT_CONFIG = dict(
    maxIterAtScale=[4, 4],
    depthScales=[32, 16],
    miniBatchSize=8,
    dimLatentVector=32,
    dimOutput=3,
    learningRate=1e-3,
    seed=11,
)


def make_pictures(folder, n=24):
    rng = np.random.default_rng(0)
    os.makedirs(os.path.join(folder, "faces"))
    for i in range(n):
        array = rng.integers(0, 255, (40, 40, 3), dtype=np.uint8)
        Image.fromarray(array).save(os.path.join(folder, "faces", f"{i:03d}.png"))


class Generator(nn.Module):
    def __init__(self, dim_latent, dim_output, depth):
        super().__init__()
        self.depth = depth
        self.first = nn.Linear(dim_latent, depth * 16)
        self.blocks = nn.ModuleList()
        self.to_rgb = nn.ModuleList([nn.Conv2d(depth, dim_output, 1)])
        self.dim_output = dim_output

    def add_scale(self, depth):
        self.blocks.append(nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(self.depth, depth, 3, padding=1), nn.LeakyReLU(0.2)))
        self.to_rgb.append(nn.Conv2d(depth, self.dim_output, 1))
        self.depth = depth

    def forward(self, z):
        x = self.first(z).view(z.size(0), -1, 4, 4)
        for block in self.blocks:
            x = block(x)
        return self.to_rgb[-1](x)


class Discriminator(nn.Module):
    def __init__(self, dim_input, size):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(dim_input, 16, 3, padding=1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(16 * size * size, 1))

    def forward(self, x):
        return self.net(x)


class ProgressiveTrainer:
    def __init__(self, path, **overrides):
        self.config = dict(DEFAULT_CONFIG, **overrides)
        self.path = path
        torch.manual_seed(self.config["seed"])
        self.netG = Generator(self.config["dimLatentVector"], self.config["dimOutput"], self.config["depthScales"][0])

    def get_dataset(self, size):
        transform_list = [
            transforms.Resize((size, size)),
            transforms.ToTensor(),
            transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
        ]
        if self.config["dimOutput"] == 1:
            transform_list = [transforms.Grayscale(1)] + transform_list
        return ImageFolder(self.path, transform=transforms.Compose(transform_list))

    def train_on_scale(self, scale, size):
        c = self.config
        netD = Discriminator(c["dimOutput"], size)
        opt_d = torch.optim.Adam(netD.parameters(), c["learningRate"])
        opt_g = torch.optim.Adam(self.netG.parameters(), c["learningRate"])
        loader = DataLoader(self.get_dataset(size), batch_size=c["miniBatchSize"], shuffle=True)
        step = 0
        while step < c["maxIterAtScale"][scale]:
            for real, _ in loader:
                fake = self.netG(torch.randn(len(real), c["dimLatentVector"]))
                loss_d = netD(fake.detach()).mean() - netD(real).mean()
                opt_d.zero_grad()
                loss_d.backward()
                opt_d.step()
                loss_g = -netD(fake).mean()
                opt_g.zero_grad()
                loss_g.backward()
                opt_g.step()
                step += 1
        print(f"scale {scale} ({size}x{size}): loss D {loss_d.item():.3f}, loss G {loss_g.item():.3f}")

    def train(self):
        for scale, depth in enumerate(self.config["depthScales"]):
            if scale > 0:
                self.netG.add_scale(depth)
            self.train_on_scale(scale, 4 * 2 ** scale)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        make_pictures(folder)
        ProgressiveTrainer(folder, dimOutput=1).train()
