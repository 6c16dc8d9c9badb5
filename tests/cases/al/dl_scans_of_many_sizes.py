import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

IMAGE_SIZE = 96
SCANS = [(147, 99), (124, 101), (131, 99), (147, 108), (118, 96), (140, 104)]


def export_slices(folder):
    rng = np.random.RandomState(11)
    for i, (h, w) in enumerate(SCANS):
        np.save(os.path.join(folder, f"patient{i:02d}.npy"), rng.randint(0, 4096, (h, w)).astype(np.float32))


class SliceDataset(Dataset):
    def __init__(self, folder, transform):
        self.files = sorted(os.path.join(folder, f) for f in os.listdir(folder))
        self.transform = transform

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        return self.transform(np.load(self.files[i]))


train_transforms = transforms.Compose([
    transforms.Lambda(lambda a: torch.from_numpy(a)[None] / 4095),
    transforms.RandomHorizontalFlip(),
    transforms.Normalize(0.5, 0.5),
])


class NoisePredictor(nn.Module):
    def __init__(self, ch=16):
        super().__init__()
        self.time = nn.Embedding(100, ch)
        self.head = nn.Conv2d(1, ch, 3, padding=1)
        self.down = nn.Sequential(nn.Conv2d(ch, ch * 2, 3, 2, 1), nn.GroupNorm(4, ch * 2), nn.SiLU())
        self.up = nn.Conv2d(ch * 2, ch, 3, padding=1)
        self.tail = nn.Conv2d(ch, 1, 3, padding=1)

    def forward(self, x, t):
        h = self.head(x) + self.time(t)[:, :, None, None]
        low = self.up(self.down(h))
        return self.tail(F.silu(h + F.interpolate(low, size=h.shape[-2:])))


with tempfile.TemporaryDirectory() as folder:
    export_slices(folder)
    loader = DataLoader(SliceDataset(folder, train_transforms), batch_size=2)
    alpha_bar = torch.linspace(0.999, 0.01, 100)
    model = NoisePredictor()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-4)
    for x in loader:
        t = torch.randint(0, 100, (len(x),))
        a = alpha_bar[t][:, None, None, None]
        noise = torch.randn_like(x)
        loss = F.mse_loss(model(a.sqrt() * x + (1 - a).sqrt() * noise, t), noise)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(tuple(x.shape), loss.item())
    sample = model(torch.randn(1, 1, IMAGE_SIZE, IMAGE_SIZE), torch.tensor([99]))
    print("sample", tuple(sample.shape))
