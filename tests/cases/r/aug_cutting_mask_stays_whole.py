import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class FusionPairs(Dataset):
    """Two exposures of a scene (full and low quality) with a mask of what is in focus."""

    def __init__(self, n=8, size=64, crop_size=32, train=True):
        self.first = torch.rand(n, 3, size, size)
        self.second = torch.rand(n, 3, size, size)
        self.masks = (torch.rand(n, 1, size, size) > 0.5).float()
        self.crop_size, self.train = crop_size, train

    def __len__(self):
        return len(self.first)

    def __getitem__(self, i):
        im1, im2, mask = self.first[i], self.second[i], self.masks[i]
        if self.train:
            _, H, W = im1.shape
            rnd_h = random.randint(0, max(0, H - self.crop_size))
            rnd_w = random.randint(0, max(0, W - self.crop_size))
            im1 = im1[:, rnd_h:rnd_h + self.crop_size, rnd_w:rnd_w + self.crop_size]
            im2 = im2[:, rnd_h:rnd_h + self.crop_size, rnd_w:rnd_w + self.crop_size]
        return im1, im2, mask


class FusionNet(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.common = nn.Conv2d(6, width, 3, padding=1)
        self.out = nn.Conv2d(width, 3, 3, padding=1)

    def forward(self, a, b):
        return self.out(torch.relu(self.common(torch.cat([a, b], dim=1))))


model = FusionNet()
optimizer = torch.optim.Adam(model.parameters(), 1e-4)
for step, (im1, im2, mask) in enumerate(DataLoader(FusionPairs(), batch_size=4, shuffle=True)):
    fused = model(im1, im2)
    target = im1 * mask + im2 * (1 - mask)
    loss = nn.functional.l1_loss(fused, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
