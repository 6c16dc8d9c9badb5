import random

import torch
import torch.nn as nn
import torchvision.transforms.functional as TF
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import InterpolationMode

random.seed(0)
torch.manual_seed(0)


class BrainScans(Dataset):
    def __init__(self, n, train=True):
        self.n, self.train = n, train

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        img = torch.rand(3, 256, 256, generator=g)
        mask = (img.mean(0, keepdim=True) > 0.6).float()
        if self.train:
            return self.augment(img, mask)
        return TF.resize(img, [224, 224]), TF.resize(mask, [224, 224], InterpolationMode.NEAREST)

    def augment(self, img, mask):
        img = TF.resize(img, [292, 292])
        mask = TF.resize(mask, [292, 292], InterpolationMode.NEAREST)
        angle = random.uniform(-12, 12)
        img, mask = TF.rotate(img, angle), TF.rotate(mask, angle)
        img = TF.center_crop(img, [244, 244])
        mask = TF.center_crop(mask, [244, 244])
        if random.random() < 0.5:
            img, mask = TF.hflip(img), TF.hflip(mask)
        return img, mask


class UNet(nn.Module):
    def __init__(self, widths=(8, 12, 16, 24, 32)):
        super().__init__()
        ins = (3,) + widths[:-1]
        self.encoder = nn.ModuleList(
            nn.Sequential(nn.Conv2d(a, b, 3, 2, 1), nn.BatchNorm2d(b), nn.ReLU()) for a, b in zip(ins, widths))
        rev = widths[::-1]
        self.ups = nn.ModuleList(nn.ConvTranspose2d(a, b, 2, 2) for a, b in zip(rev, rev[1:]))
        self.convs = nn.ModuleList(nn.Conv2d(2 * b, b, 3, padding=1) for b in rev[1:])
        self.head = nn.ConvTranspose2d(widths[0], 1, 2, 2)

    def forward(self, x):
        skips = []
        for block in self.encoder:
            x = block(x)
            skips.append(x)
        for up, conv, skip in zip(self.ups, self.convs, skips[-2::-1]):
            x = up(x)
            x = torch.relu(conv(torch.cat([x, skip], dim=1)))
        return self.head(x)


model = UNet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.BCEWithLogitsLoss()
model.eval()
with torch.no_grad():
    for img, mask in DataLoader(BrainScans(4, train=False), batch_size=4):
        print("before training", criterion(model(img), mask).item())
model.train()
for img, mask in DataLoader(BrainScans(8), batch_size=4):
    loss = criterion(model(img), mask)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("train", loss.item())
