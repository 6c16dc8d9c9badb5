import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

DIM = 8
IMAGE_SIZE = 96
OUTPUT_DIM = IMAGE_SIZE * IMAGE_SIZE * 3
BATCH_SIZE = 4


class UpBlock(nn.Module):
    def __init__(self, input_dim, output_dim):
        super().__init__()
        self.bn = nn.BatchNorm2d(input_dim)
        self.conv = nn.Conv2d(input_dim, output_dim, 3, padding=1)

    def forward(self, x):
        return self.conv(nn.functional.interpolate(torch.relu(self.bn(x)), scale_factor=2))


class GoodGenerator(nn.Module):
    def __init__(self, dim=DIM):
        super().__init__()
        self.dim = dim
        self.ln1 = nn.Linear(128, 4 * 4 * 8 * dim)
        self.rb1 = UpBlock(8 * dim, 8 * dim)
        self.rb2 = UpBlock(8 * dim, 4 * dim)
        self.rb3 = UpBlock(4 * dim, 2 * dim)
        self.rb4 = UpBlock(2 * dim, dim)
        self.conv1 = nn.Conv2d(dim, 3, 3, padding=1)

    def forward(self, noise):
        output = self.ln1(noise)
        output = output.view(-1, 8 * self.dim, 4, 4)
        output = self.rb4(self.rb3(self.rb2(self.rb1(output))))
        output = torch.tanh(self.conv1(output))
        return output.view(-1, OUTPUT_DIM)


class GoodDiscriminator(nn.Module):
    def __init__(self, dim=DIM):
        super().__init__()
        self.dim = dim
        widths = [3, dim, 2 * dim, 4 * dim, 8 * dim]
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in zip(widths, widths[1:]))
        self.ln1 = nn.Linear(4 * 4 * 8 * dim, 1)

    def forward(self, flat):
        output = flat.view(-1, 3, IMAGE_SIZE, IMAGE_SIZE)
        for conv in self.convs:
            output = nn.functional.leaky_relu(conv(output), 0.2)
        output = output.view(-1, 4 * 4 * 8 * self.dim)
        return self.ln1(output).view(-1)


def load_data(root):
    """Bedrooms; any folder of pictures will do."""
    transform = transforms.Compose([
        transforms.Resize(IMAGE_SIZE),
        transforms.CenterCrop(IMAGE_SIZE),
        transforms.ToTensor(),
        transforms.Normalize(mean=[0.5, 0.5, 0.5], std=[0.5, 0.5, 0.5]),
    ])
    return DataLoader(datasets.ImageFolder(root, transform), batch_size=BATCH_SIZE, shuffle=True, drop_last=True)


with tempfile.TemporaryDirectory() as root:
    os.makedirs(f"{root}/bedroom")
    for i in range(8):
        pixels = np.random.default_rng(i).integers(0, 256, (140, 110, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(f"{root}/bedroom/{i}.jpg")
    aG, aD = GoodGenerator(), GoodDiscriminator()
    optimizer_g = torch.optim.Adam(aG.parameters(), lr=1e-4, betas=(0.0, 0.9))
    optimizer_d = torch.optim.Adam(aD.parameters(), lr=1e-4, betas=(0.0, 0.9))
    for real, _ in load_data(root):
        fake = aG(torch.randn(BATCH_SIZE, 128))
        d_cost = aD(fake.detach()).mean() - aD(real.flatten(1)).mean()
        optimizer_d.zero_grad()
        d_cost.backward()
        optimizer_d.step()
        g_cost = -aD(fake).mean()
        optimizer_g.zero_grad()
        g_cost.backward()
        optimizer_g.step()
        print(d_cost.item(), g_cost.item())
