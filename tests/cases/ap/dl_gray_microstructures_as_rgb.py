import os
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms as T


class ImageFolderFlat(Dataset):
    def __init__(self, folder, image_size, exts=("jpg", "png")):
        self.paths = sorted(p for ext in exts for p in Path(folder).glob(f"**/*.{ext}"))
        self.transform = T.Compose([T.Resize(image_size), T.RandomHorizontalFlip(), T.CenterCrop(image_size), T.ToTensor()])

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        img = Image.open(self.paths[index]).convert("RGB")
        return self.transform(img)


class Unet(nn.Module):
    def __init__(self, dim, channels=3, steps=1000):
        super().__init__()
        self.init_conv = nn.Conv2d(channels, dim, 7, padding=3)
        self.time_emb = nn.Embedding(steps, dim * 2)
        self.down = nn.Conv2d(dim, dim * 2, 4, 2, 1)
        self.mid = nn.Sequential(nn.GroupNorm(8, dim * 2), nn.SiLU(), nn.Conv2d(dim * 2, dim * 2, 3, padding=1))
        self.up = nn.ConvTranspose2d(dim * 2, dim, 4, 2, 1)
        self.final_conv = nn.Conv2d(dim * 2, channels, 1)

    def forward(self, x, t):
        x = self.init_conv(x)
        h = self.down(x) + self.time_emb(t)[:, :, None, None]
        h = self.up(self.mid(h))
        return self.final_conv(torch.cat((h, x), dim=1))


class GaussianDiffusion(nn.Module):
    def __init__(self, model, timesteps=1000):
        super().__init__()
        self.model, self.timesteps = model, timesteps
        betas = torch.linspace(1e-4, 0.02, timesteps)
        self.register_buffer("alphas_cumprod", torch.cumprod(1 - betas, dim=0))

    def forward(self, img):
        t = torch.randint(0, self.timesteps, (img.shape[0],))
        a = self.alphas_cumprod[t][:, None, None, None]
        noise = torch.randn_like(img)
        noisy = a.sqrt() * (img * 2 - 1) + (1 - a).sqrt() * noise
        return F.l1_loss(self.model(noisy, t), noise)


with tempfile.TemporaryDirectory() as folder:
    for i in range(6):
        grain = np.random.randint(0, 256, (72, 72), dtype=np.uint8)
        Image.fromarray(grain).save(os.path.join(folder, f"micrograph_{i}.png"))
    diffusion = GaussianDiffusion(Unet(dim=16, channels=1))
    opt = torch.optim.Adam(diffusion.parameters(), lr=2e-5)
    for batch in DataLoader(ImageFolderFlat(folder, 64), batch_size=2):
        loss = diffusion(batch)
        opt.zero_grad()
        loss.backward()
        opt.step()
        print(f"loss: {loss.item():.4f}")
