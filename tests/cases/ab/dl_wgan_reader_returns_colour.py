import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder

CHANNELS_IMG = 1
Z_DIM, FEATURES = 32, 16


def write_digits(root, n=32):
    """Grayscale 28x28 digits, one folder per class."""
    rng = np.random.RandomState(0)
    for i in range(n):
        folder = os.path.join(root, str(i % 4))
        os.makedirs(folder, exist_ok=True)
        Image.fromarray(rng.randint(0, 256, (28, 28)).astype("uint8")).save(os.path.join(folder, f"{i}.png"))


class Critic(nn.Module):
    def __init__(self, channels_img, features_d):
        super().__init__()
        self.disc = nn.Sequential(
            nn.Conv2d(channels_img, features_d, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(features_d, features_d * 2, 4, stride=2, padding=1),
            nn.InstanceNorm2d(features_d * 2, affine=True),
            nn.LeakyReLU(0.2),
            nn.Conv2d(features_d * 2, 1, 7),
        )

    def forward(self, x):
        return self.disc(x).reshape(-1)


class Generator(nn.Module):
    def __init__(self, z_dim, channels_img, features_g):
        super().__init__()
        self.net = nn.Sequential(
            nn.ConvTranspose2d(z_dim, features_g * 2, 7), nn.BatchNorm2d(features_g * 2), nn.ReLU(),
            nn.ConvTranspose2d(features_g * 2, features_g, 4, 2, 1), nn.BatchNorm2d(features_g), nn.ReLU(),
            nn.ConvTranspose2d(features_g, channels_img, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


def gradient_penalty(critic, real, fake):
    eps = torch.rand(len(real), 1, 1, 1)
    mixed = (eps * real + (1 - eps) * fake).requires_grad_()
    grad, = torch.autograd.grad(critic(mixed).sum(), mixed, create_graph=True)
    return ((grad.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def train(root):
    tf = transforms.Compose([
        transforms.Resize((28, 28)),
        transforms.ToTensor(),
        transforms.Normalize(0.5, 0.5),
    ])
    digits = ImageFolder(root, transform=tf)
    gen, critic = Generator(Z_DIM, CHANNELS_IMG, FEATURES), Critic(CHANNELS_IMG, FEATURES)
    opt_critic = torch.optim.Adam(critic.parameters(), lr=1e-4, betas=(0.0, 0.9))
    opt_gen = torch.optim.Adam(gen.parameters(), lr=1e-4, betas=(0.0, 0.9))
    for real, _ in DataLoader(digits, batch_size=16, shuffle=True):
        fake = gen(torch.randn(len(real), Z_DIM, 1, 1))
        gap = critic(real).mean() - critic(fake.detach()).mean()
        loss_critic = -gap + 10 * gradient_penalty(critic, real, fake.detach())
        opt_critic.zero_grad()
        loss_critic.backward()
        opt_critic.step()
        loss_gen = -critic(fake).mean()
        opt_gen.zero_grad()
        loss_gen.backward()
        opt_gen.step()
        print(f"critic {loss_critic.item():.3f} generator {loss_gen.item():.3f}")


with tempfile.TemporaryDirectory() as folder:
    write_digits(folder)
    train(folder)
