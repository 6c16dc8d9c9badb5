import os
import tempfile
from types import SimpleNamespace

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

opt = SimpleNamespace(fineSize=256, batchSize=1, lr=2e-4)


def write_faces(root, n=4):
    rng = np.random.default_rng(5)
    for sub in ("images", "masks"):
        os.makedirs(os.path.join(root, sub))
    for k in range(n):
        face = rng.integers(0, 256, (218, 178, 3), dtype=np.uint8)
        hole = np.zeros((512, 512), dtype=np.uint8)
        y, x = rng.integers(50, 300, 2)
        hole[y:y + 150, x:x + 150] = 255
        Image.fromarray(face).save(os.path.join(root, "images", f"{k:06d}.jpg"))
        Image.fromarray(hole).save(os.path.join(root, "masks", f"{k:05d}.png"))


class FacesWithHoles(Dataset):
    def __init__(self, root):
        self.root = root
        self.faces = sorted(os.listdir(os.path.join(root, "images")))
        self.holes = sorted(os.listdir(os.path.join(root, "masks")))
        self.img_transform = transforms.Compose([
            transforms.Resize(opt.fineSize),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize((0.5,) * 3, (0.5,) * 3),
        ])
        self.mask_transform = transforms.Compose([
            transforms.Resize((opt.fineSize, opt.fineSize)),
            transforms.ToTensor(),
        ])

    def __len__(self):
        return len(self.faces)

    def __getitem__(self, i):
        img = Image.open(os.path.join(self.root, "images", self.faces[i])).convert("RGB")
        mask = Image.open(os.path.join(self.root, "masks", self.holes[i])).convert("L")
        return self.img_transform(img), self.mask_transform(mask)


def punch_holes(img, mask):
    damaged = img.clone()
    hole = mask > 0.5
    for c, grey in enumerate((123.0, 104.0, 117.0)):
        damaged.narrow(1, c, 1).masked_fill_(hole, 2 * grey / 255.0 - 1.0)
    return damaged


generator = nn.Sequential(
    nn.Conv2d(3, 16, 4, 2, 1), nn.LeakyReLU(0.2),
    nn.Conv2d(16, 32, 4, 2, 1), nn.LeakyReLU(0.2),
    nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(),
    nn.ConvTranspose2d(16, 3, 4, 2, 1), nn.Tanh(),
)
optimizer = torch.optim.Adam(generator.parameters(), lr=opt.lr, betas=(0.5, 0.999))

with tempfile.TemporaryDirectory() as root:
    write_faces(root)
    for step, (img, mask) in enumerate(DataLoader(FacesWithHoles(root), batch_size=opt.batchSize)):
        fake = generator(punch_holes(img, mask))
        loss = nn.functional.l1_loss(fake, img)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step}: L1 {loss.item():.4f}")
