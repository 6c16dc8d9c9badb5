import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class PixelUnShuffle(nn.Module):
    def __init__(self, r):
        super().__init__()
        self.r = r

    def forward(self, x):
        c, r = x.shape[1], self.r
        kernel = torch.zeros(r * r * c, 1, r, r)
        for y in range(r):
            for z in range(r):
                kernel[z + y * r::r * r, 0, y, z] = 1
        return F.conv2d(x, kernel, stride=r, groups=c)


def conv(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.PReLU())


class SGN(nn.Module):
    def __init__(self, start=8):
        super().__init__()
        self.down2, self.down4 = PixelUnShuffle(2), PixelUnShuffle(4)
        self.up = nn.PixelShuffle(2)
        self.top = nn.Sequential(conv(48, start * 4), conv(start * 4, start * 4))
        self.mid = nn.Sequential(conv(12 + start, start * 2), conv(start * 2, start * 4))
        self.bot = nn.Sequential(conv(3 + start, start), nn.Conv2d(start, 3, 3, padding=1))

    def forward(self, x):
        x2 = self.down2(x)
        x4 = self.up(self.top(self.down4(x)))
        x2 = self.up(self.mid(torch.cat((x2, x4), 1)))
        return x + self.bot(torch.cat((x, x2), 1))


class DenoisingDataset(Dataset):
    def __init__(self, root, transform, sigma=30):
        self.paths = sorted(os.path.join(root, f) for f in os.listdir(root))
        self.transform = transform
        self.sigma = sigma / 255

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        img = self.transform(Image.open(self.paths[i]).convert("RGB"))
        noise = torch.randn(img.shape) * self.sigma
        return (img + noise).clamp(0, 1), img


def save_photos(root, n, size):
    os.makedirs(root)
    rng = np.random.default_rng(3)
    for i in range(n):
        grid = rng.integers(0, 256, (6, 6, 3), dtype=np.uint8)
        Image.fromarray(grid).resize(size).save(os.path.join(root, f"{i}.png"))


def validate(net, loader):
    net.eval()
    psnr = []
    with torch.no_grad():
        for noisy, clean in loader:
            out = net(noisy)
            psnr.append(-10 * torch.log10(F.mse_loss(out, clean)).item())
    return sum(psnr) / len(psnr)


with tempfile.TemporaryDirectory() as d:
    save_photos(os.path.join(d, "train"), 4, (134, 134))
    save_photos(os.path.join(d, "val"), 2, (134, 134))
    train_tf = transforms.Compose([transforms.Resize((64, 64)), transforms.ToTensor()])
    val_tf = transforms.Compose([transforms.ToTensor()])
    train_loader = DataLoader(DenoisingDataset(os.path.join(d, "train"), train_tf), batch_size=2, shuffle=True)
    val_loader = DataLoader(DenoisingDataset(os.path.join(d, "val"), val_tf), batch_size=1)

    net = SGN()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(2):
        net.train()
        for noisy, clean in train_loader:
            loss = F.l1_loss(net(noisy), clean)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.4f}")
        print(f"PSNR {validate(net, val_loader):.2f}")
