import argparse
import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


def fake_season_photos(root, n=8):
    """Landscape photographs of two seasons, one folder for each."""
    rng = np.random.default_rng(5)
    for season, tint in (("summer", (60, 140, 60)), ("winter", (200, 210, 220))):
        folder = os.path.join(root, season, "all")
        os.makedirs(folder)
        for k in range(n):
            noise = rng.integers(-40, 40, (96, 160, 3))
            photo = np.clip(np.array(tint) + noise, 0, 255).astype(np.uint8)
            Image.fromarray(photo).save(os.path.join(folder, f"{k:03d}.jpg"))


def get_data_loader(image_type, image_dir, image_size, batch_size):
    # resize and normalize the images
    transform = transforms.Compose([
        transforms.Resize(image_size),
        transforms.ToTensor(),
        transforms.Normalize((0.5,) * 3, (0.5,) * 3),
    ])
    dataset = datasets.ImageFolder(os.path.join(image_dir, image_type), transform)
    return DataLoader(dataset, batch_size=batch_size, shuffle=True)


def conv(i, o, kernel_size=4, stride=2, padding=1, batch_norm=True):
    layers = [nn.Conv2d(i, o, kernel_size, stride, padding, bias=not batch_norm)]
    if batch_norm:
        layers.append(nn.BatchNorm2d(o))
    return nn.Sequential(*layers)


class Discriminator(nn.Module):
    def __init__(self, conv_dim=8):
        super().__init__()
        self.conv1 = conv(3, conv_dim, batch_norm=False)
        self.conv2 = conv(conv_dim, conv_dim * 2)
        self.conv3 = conv(conv_dim * 2, conv_dim * 4)
        self.conv4 = conv(conv_dim * 4, conv_dim * 8)
        self.conv5 = conv(conv_dim * 8, 1, stride=1, padding=0, batch_norm=False)

    def forward(self, x):
        for layer in (self.conv1, self.conv2, self.conv3, self.conv4):
            x = F.relu(layer(x))
        return self.conv5(x).view(-1)


class CycleGenerator(nn.Module):
    def __init__(self, conv_dim=8):
        super().__init__()
        self.down = nn.Sequential(conv(3, conv_dim), nn.ReLU(), conv(conv_dim, conv_dim * 2), nn.ReLU())
        self.up1 = nn.ConvTranspose2d(conv_dim * 2, conv_dim, 4, 2, 1)
        self.up2 = nn.ConvTranspose2d(conv_dim, 3, 4, 2, 1)

    def forward(self, x):
        return torch.tanh(self.up2(F.relu(self.up1(self.down(x)))))


def adversarial(criterion, scores, real, batch):
    target = torch.ones(batch) if real else torch.zeros(batch)
    return criterion(scores, target)


def train(opt, root):
    loader_x = get_data_loader("summer", root, opt.image_size, opt.batch_size)
    loader_y = get_data_loader("winter", root, opt.image_size, opt.batch_size)
    G_xy, G_yx, D_y = CycleGenerator(), CycleGenerator(), Discriminator()
    bce = nn.BCEWithLogitsLoss()
    g_opt = torch.optim.Adam([*G_xy.parameters(), *G_yx.parameters()], opt.lr, (0.5, 0.999))
    d_opt = torch.optim.Adam(D_y.parameters(), opt.lr, (0.5, 0.999))
    for epoch in range(opt.n_epochs):
        for (images_x, _), (images_y, _) in zip(loader_x, loader_y):
            n = images_x.size(0)
            fake_y = G_xy(images_x)
            d_loss = adversarial(bce, D_y(images_y), True, n) + adversarial(bce, D_y(fake_y.detach()), False, n)
            d_opt.zero_grad()
            d_loss.backward()
            d_opt.step()

            cycle = torch.mean(torch.abs(G_yx(fake_y) - images_x))
            g_loss = adversarial(bce, D_y(fake_y), True, n) + 10 * cycle
            g_opt.zero_grad()
            g_loss.backward()
            g_opt.step()
        print(f"Epoch [{epoch + 1}/{opt.n_epochs}] d: {d_loss.item():.3f} g: {g_loss.item():.3f}")


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("--image_size", type=int, default=64)
    ap.add_argument("--batch_size", type=int, default=4)
    ap.add_argument("--n_epochs", type=int, default=2)
    ap.add_argument("--lr", type=float, default=2e-4)
    opt = ap.parse_args()
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        fake_season_photos(root)
        train(opt, root)
