import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


def make_pairs(root, n=6):
    rng = np.random.RandomState(3)
    for phase in ("hazy", "clear", "depth"):
        os.makedirs(os.path.join(root, phase))
        for k in range(n):
            size = (96, 96) if phase == "depth" else (96, 96, 3)
            pixels = rng.randint(0, 256, size).astype("uint8")
            Image.fromarray(pixels).save(os.path.join(root, phase, f"{k}.png"))


class AlignedDataset(Dataset):
    """Hazy picture, clear picture and the depth map of the scene."""

    def __init__(self, root):
        self.root = root
        self.names = sorted(os.listdir(os.path.join(root, "hazy")))
        self.resize = transforms.Resize((64, 64))
        self.to_input = transforms.Compose([
            transforms.ToTensor(),
            transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
        ])

    def __len__(self):
        return len(self.names)

    def load(self, kind, name, mode):
        return self.resize(Image.open(os.path.join(self.root, kind, name)).convert(mode))

    def __getitem__(self, i):
        name = self.names[i]
        hazy = self.to_input(self.load("hazy", name, "RGB"))
        clear = self.to_input(self.load("clear", name, "RGB"))
        depth = self.to_input(self.load("depth", name, "L"))
        return {"A": hazy, "B": clear, "D": depth}


class HazeGenerator(nn.Module):
    def __init__(self, in_ch=4, ngf=8):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(in_ch, ngf, 7, padding=3), nn.InstanceNorm2d(ngf), nn.ReLU(),
            nn.Conv2d(ngf, ngf, 3, padding=1), nn.InstanceNorm2d(ngf), nn.ReLU(),
            nn.Conv2d(ngf, 3, 7, padding=3), nn.Tanh(),
        )

    def forward(self, clear, depth):
        return self.net(torch.cat([clear, depth], dim=1))


def main(root):
    make_pairs(root)
    loader = DataLoader(AlignedDataset(root), batch_size=2)
    s2r = HazeGenerator()
    opt = torch.optim.Adam(s2r.parameters(), lr=2e-4, betas=(0.5, 0.999))
    for i, data in enumerate(loader):
        fake = s2r(data["B"], data["D"])
        loss = nn.functional.l1_loss(fake, data["A"])
        opt.zero_grad()
        loss.backward()
        opt.step()
        print("iter", i, "G_loss", round(loss.item(), 4))


with tempfile.TemporaryDirectory() as tmp:
    main(tmp)
