import argparse
import glob
import os
import random
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils import data
from torchvision import transforms


def make_faces(root, n, size, scale):
    hr_dir, lr_dir = os.path.join(root, "HR"), os.path.join(root, f"LR_x{scale}_bicubic")
    os.makedirs(hr_dir)
    os.makedirs(lr_dir)
    rng = np.random.default_rng(0)
    for i in range(n):
        coarse = rng.integers(0, 256, (8, 8, 3), dtype=np.uint8)
        face = Image.fromarray(coarse).resize((size, size), Image.BICUBIC)
        face.save(os.path.join(hr_dir, f"{i:05d}.png"))
        face.resize((size // scale, size // scale), Image.BICUBIC).save(os.path.join(lr_dir, f"{i:05d}.png"))


def augment(lr, hr):
    if random.random() > 0.5:
        lr, hr = lr[:, ::-1, :], hr[:, ::-1, :]
    k = random.randint(0, 3)
    return np.rot90(lr, k), np.rot90(hr, k)


class Data(data.Dataset):
    def __init__(self, root, args, train=False):
        self.args = args
        self.imgs_HR = sorted(glob.glob(os.path.join(root, "HR", "*.png")))
        self.imgs_LR = sorted(glob.glob(os.path.join(root, f"LR_x{args.scale}_bicubic", "*.png")))
        self.transform = transforms.ToTensor()
        self.train = train

    def __getitem__(self, item):
        HR = Image.open(self.imgs_HR[item])
        LR = Image.open(self.imgs_LR[item])
        HR, LR = np.array(HR), np.array(LR)
        if self.train:
            LR, HR = augment(LR, HR)
        return self.transform(LR.copy()), self.transform(HR.copy())

    def __len__(self):
        return len(self.imgs_HR)


class ResBlock(nn.Module):
    def __init__(self, n_feats):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(n_feats, n_feats, 3, padding=1), nn.LeakyReLU(0.1),
            nn.Conv2d(n_feats, n_feats, 3, padding=1),
        )

    def forward(self, x):
        return x + self.body(x)


class TeacherNet(nn.Module):
    """Hourglass on the resolution of the target face."""

    def __init__(self, n_feats=16):
        super().__init__()
        self.head = nn.Conv2d(3, n_feats, 3, padding=1)
        self.down = nn.Conv2d(n_feats, n_feats, 3, stride=2, padding=1)
        self.body = nn.Sequential(*[ResBlock(n_feats) for _ in range(2)])
        self.up = nn.Sequential(nn.Conv2d(n_feats, 4 * n_feats, 3, padding=1), nn.PixelShuffle(2))
        self.tail = nn.Conv2d(n_feats, 3, 3, padding=1)

    def forward(self, x):
        f = self.head(x)
        return x + self.tail(f + self.up(self.body(self.down(f))))


def train(args, root):
    loader = data.DataLoader(Data(root, args, train=True), batch_size=args.batch_size, shuffle=True)
    net = TeacherNet()
    optimizer = torch.optim.Adam(net.parameters(), lr=args.lr)
    criterion = nn.L1Loss()
    for batch, (lr, hr) in enumerate(loader):
        sr = net(lr)
        loss = criterion(hr, sr)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"batch {batch} loss {loss.item():.4f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=int, default=4)
    parser.add_argument("--batch_size", type=int, default=4)
    parser.add_argument("--lr", type=float, default=2e-4)
    args = parser.parse_args([])
    with tempfile.TemporaryDirectory() as root:
        make_faces(root, n=8, size=128, scale=args.scale)
        train(args, root)
