import os
import random
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import functional as TF

config = dict(
    lr_dir="thumbs16x16",
    hr_dir="images128x128",
    hr_size=128,
    batch_size=3,
    lr=1e-4,
)


def prepare_faces(root, n=6):
    rng = np.random.default_rng(11)
    folders = {16: "thumbs16x16", 32: "thumbs32x32", 64: "thumbs64x64", 128: "images128x128"}
    for i in range(n):
        face = Image.fromarray(rng.integers(0, 256, (128, 128, 3), dtype=np.uint8))
        for size, name in folders.items():
            os.makedirs(os.path.join(root, name), exist_ok=True)
            face.resize((size, size), Image.BICUBIC).save(os.path.join(root, name, f"{i:05d}.png"))


class FaceDataset(Dataset):
    def __init__(self, root, cfg):
        self.lr_dir = os.path.join(root, cfg["lr_dir"])
        self.hr_dir = os.path.join(root, cfg["hr_dir"])
        self.hr_size = cfg["hr_size"]
        self.names = sorted(os.listdir(self.hr_dir))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        lr = Image.open(os.path.join(self.lr_dir, self.names[i])).convert("RGB")
        hr = Image.open(os.path.join(self.hr_dir, self.names[i])).convert("RGB")
        if hr.size[0] != self.hr_size:
            hr = hr.resize((self.hr_size, self.hr_size), Image.BICUBIC)
        if random.random() > 0.5:
            lr, hr = TF.hflip(lr), TF.hflip(hr)
        return TF.to_tensor(lr) * 2 - 1, TF.to_tensor(hr) * 2 - 1


class SRGenerator(nn.Module):
    def __init__(self, ch=16, n_up=2):
        super().__init__()
        self.head = nn.Conv2d(3, ch, 3, padding=1)
        ups = []
        for _ in range(n_up):
            ups += [nn.Conv2d(ch, ch * 4, 3, padding=1), nn.PixelShuffle(2), nn.LeakyReLU(0.2)]
        self.ups = nn.Sequential(*ups)
        self.tail = nn.Conv2d(ch, 3, 3, padding=1)

    def forward(self, x):
        return torch.tanh(self.tail(self.ups(self.head(x))))


with tempfile.TemporaryDirectory() as root:
    prepare_faces(root)
    loader = DataLoader(FaceDataset(root, config), batch_size=config["batch_size"])
    generator = SRGenerator()
    optimizer = torch.optim.Adam(generator.parameters(), config["lr"])
    l1 = nn.L1Loss()
    for lr_img, hr_img in loader:
        fake = generator(lr_img)
        loss = l1(fake, hr_img)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("content loss", loss.item())
