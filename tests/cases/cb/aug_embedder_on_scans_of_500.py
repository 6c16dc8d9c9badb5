import os
import tempfile

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


def draw_scans(folder, n=6):
    rng = np.random.default_rng(3)
    for k in range(n):
        w, h = int(rng.integers(520, 600)), int(rng.integers(520, 600))
        img = Image.new("L", (w, h), 20)
        pen = ImageDraw.Draw(img)
        for cx in (w // 3, 2 * w // 3):
            r = int(rng.integers(60, 90))
            pen.ellipse((cx - r, h // 2 - 2 * r, cx + r, h // 2 + 2 * r), fill=int(rng.integers(120, 220)))
        img.save(os.path.join(folder, f"patient{k:05d}.png"))


class ChestScans(Dataset):
    def __init__(self, folder, image_size=500, augment_horizontal_flip=True):
        self.files = sorted(os.path.join(folder, f) for f in os.listdir(folder))
        self.transform = transforms.Compose([
            transforms.Resize((image_size, image_size)),
            transforms.RandomHorizontalFlip() if augment_horizontal_flip else nn.Identity(),
            transforms.ToTensor(),
            transforms.Normalize(0.5, 0.5),
        ])

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        return {"source": self.transform(Image.open(self.files[i]).convert("L")), "uid": i}


def down(a, b):
    return nn.Sequential(nn.Conv2d(a, b, 3, stride=2, padding=1), nn.GroupNorm(2, b), nn.SiLU())


def up(a, b):
    return nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(a, b, 3, padding=1), nn.GroupNorm(2, b), nn.SiLU())


class LatentEmbedder(nn.Module):
    def __init__(self, emb_channels=4, hid=(4, 8, 16)):
        super().__init__()
        self.encoder = nn.Sequential(down(1, hid[0]), down(hid[0], hid[1]), down(hid[1], hid[2]),
                                     nn.Conv2d(hid[2], 2 * emb_channels, 1))
        self.decoder = nn.Sequential(nn.Conv2d(emb_channels, hid[2], 1), up(hid[2], hid[1]), up(hid[1], hid[0]),
                                     up(hid[0], hid[0]), nn.Conv2d(hid[0], 1, 3, padding=1))

    def forward(self, x):
        mean, logvar = self.encoder(x).chunk(2, dim=1)
        z = mean + torch.randn_like(mean) * (0.5 * logvar.clamp(-10, 10)).exp()
        kl = 0.5 * (mean.pow(2) + logvar.exp() - 1 - logvar).mean()
        return self.decoder(z), kl


def training_step(model, batch, embedding_loss_weight=1e-6):
    x = batch["source"]
    pred, kl = model(x)
    loss_rec = nn.functional.l1_loss(pred, x)
    return loss_rec + embedding_loss_weight * kl


with tempfile.TemporaryDirectory() as tmp:
    torch.manual_seed(0)
    draw_scans(tmp)
    ds = ChestScans(tmp)
    loader = DataLoader(ds, batch_size=3, shuffle=True)
    model = LatentEmbedder()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for step, batch in enumerate(loader):
        loss = training_step(model, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("step", step, "loss", loss.item())
