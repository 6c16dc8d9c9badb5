import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


def photograph(root):
    rng = np.random.default_rng(0)
    for season in ("summer", "winter"):
        os.makedirs(os.path.join(root, season, "all"))
        for i in range(4):
            picture = rng.integers(0, 255, (120, 164, 3), dtype=np.uint8)
            Image.fromarray(picture).save(os.path.join(root, season, "all", f"{i}.png"))


def get_data_loader(image_type, root, image_size=64, batch_size=2):
    # resize and normalize the images
    transform = transforms.Compose([
        transforms.Resize(image_size),
        transforms.ToTensor(),
        transforms.Normalize([0.5] * 3, [0.5] * 3),
    ])
    dataset = datasets.ImageFolder(os.path.join(root, image_type), transform)
    return DataLoader(dataset, batch_size=batch_size, shuffle=True)


def conv(in_channels, out_channels, kernel_size, stride=2, padding=1):
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding, bias=False), nn.BatchNorm2d(out_channels)
    )


def deconv(in_channels, out_channels, kernel_size, stride=2, padding=1):
    return nn.ConvTranspose2d(in_channels, out_channels, kernel_size, stride, padding, bias=False)


class CycleGenerator(nn.Module):
    def __init__(self, conv_dim=16):
        super().__init__()
        self.down = nn.Sequential(
            conv(3, conv_dim, 4), nn.ReLU(), conv(conv_dim, conv_dim * 2, 4), nn.ReLU(), conv(conv_dim * 2, conv_dim * 4, 4)
        )
        self.res = conv(conv_dim * 4, conv_dim * 4, 3, stride=1)
        self.up = nn.Sequential(
            deconv(conv_dim * 4, conv_dim * 2, 4), nn.ReLU(), deconv(conv_dim * 2, conv_dim, 4), nn.ReLU(), deconv(conv_dim, 3, 4)
        )

    def forward(self, x):
        x = self.down(x)
        return torch.tanh(self.up(x + self.res(x)))


def cycle_consistency_loss(real, reconstructed, lambda_weight):
    return lambda_weight * torch.mean(torch.abs(real - reconstructed))


def training_step(g_xtoy, g_ytox, images_x, images_y, optimizer):
    loss = cycle_consistency_loss(images_x, g_ytox(g_xtoy(images_x)), lambda_weight=10)
    loss = loss + cycle_consistency_loss(images_y, g_xtoy(g_ytox(images_y)), lambda_weight=10)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


with tempfile.TemporaryDirectory() as root:
    torch.manual_seed(0)
    photograph(root)
    g_xtoy, g_ytox = CycleGenerator(), CycleGenerator()
    optimizer = torch.optim.Adam([*g_xtoy.parameters(), *g_ytox.parameters()], lr=2e-4, betas=(0.5, 0.999))
    for (x, _), (y, _) in zip(get_data_loader("summer", root), get_data_loader("winter", root)):
        print("loss", training_step(g_xtoy, g_ytox, x, y, optimizer))
