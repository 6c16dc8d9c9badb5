import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn, optim
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder


class Discriminator(nn.Module):
    """BEGAN: the discriminator is an autoencoder."""

    def __init__(self, n_filter, n_channel):
        super().__init__()
        self.encode = nn.Sequential(
            nn.Conv2d(n_channel, n_filter, 3, 1, 1),
            nn.ELU(True),
            nn.Conv2d(n_filter, 2 * n_filter, 3, 2, 1),
            nn.ELU(True),
        )
        self.decode = nn.Sequential(
            nn.UpsamplingNearest2d(scale_factor=2),
            nn.Conv2d(2 * n_filter, n_filter, 3, 1, 1),
            nn.ELU(True),
            nn.Conv2d(n_filter, n_channel, 3, 1, 1),
        )

    def forward(self, image):
        return self.decode(self.encode(image))


def return_data(root, image_size, batch_size):
    transform = transforms.Compose([
        transforms.Resize((image_size, image_size)),
        transforms.ToTensor(),
    ])
    train_data = ImageFolder(root, transform)
    return DataLoader(train_data, batch_size=batch_size, shuffle=True, drop_last=True)


def make_sar_chips(root, n=12):
    os.makedirs(os.path.join(root, "ships"))
    for k in range(n):
        chip = np.random.default_rng(k).gamma(2.0, 30.0, (80, 96)).clip(0, 255).astype(np.uint8)
        Image.fromarray(chip).save(os.path.join(root, "ships", f"{k:03d}.png"))


def main():
    with tempfile.TemporaryDirectory() as root:
        make_sar_chips(root)
        loader = return_data(root, image_size=64, batch_size=4)
        D = Discriminator(n_filter=16, n_channel=1)
        D_optim = optim.Adam(D.parameters(), lr=1e-4, betas=(0.5, 0.999))
        for step, (x_real, _) in enumerate(loader):
            D_loss = (D(x_real) - x_real).abs().mean()
            D_optim.zero_grad()
            D_loss.backward()
            D_optim.step()
            print(step, D_loss.item())


main()
