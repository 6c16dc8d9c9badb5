import random

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class SceneStrips(Dataset):
    """Several low resolution views of a scene and one high resolution view of it."""

    def __init__(self, n, n_views=(6, 9), size=(16, 32), scale=3, training=True):
        g = torch.Generator().manual_seed(11)
        h, w = size
        self.scenes = []
        for i in range(n):
            views = n_views[i % 2]
            self.scenes.append((torch.rand(views, h, w, generator=g), torch.rand(1, h * scale, w * scale, generator=g)))
        self.training = training

    def __len__(self):
        return len(self.scenes)

    def __getitem__(self, i):
        lr, hr = self.scenes[i]
        if self.training:
            if random.random() > 0.5:
                lr, hr = lr.flip(-1), hr.flip(-1)
            k = random.randint(0, 3)
            lr, hr = torch.rot90(lr, k, (-2, -1)), torch.rot90(hr, k, (-2, -1))
        return lr, hr


class PadViews:
    def __init__(self, min_l=8):
        self.min_l = min_l

    def __call__(self, batch):
        lrs, alphas, hrs = [], [], []
        for lr, hr in batch:
            lr = lr[: self.min_l]
            pad = self.min_l - len(lr)
            alphas.append(torch.cat([torch.ones(len(lr)), torch.zeros(pad)]))
            lrs.append(torch.cat([lr, lr.new_zeros(pad, *lr.shape[1:])]))
            hrs.append(hr)
        return torch.stack(lrs), torch.stack(alphas), torch.stack(hrs)


class FuseNet(nn.Module):
    def __init__(self, dim=16, scale=3):
        super().__init__()
        self.encode = nn.Sequential(nn.Conv2d(1, dim, 3, padding=1), nn.PReLU(), nn.Conv2d(dim, dim, 3, padding=1))
        self.decode = nn.Sequential(nn.Conv2d(dim, scale ** 2, 3, padding=1), nn.PixelShuffle(scale))

    def forward(self, lrs, alphas):
        b, l, h, w = lrs.shape
        f = self.encode(lrs.view(b * l, 1, h, w)).view(b, l, -1, h, w)
        a = alphas[:, :, None, None, None]
        return self.decode((f * a).sum(1) / a.sum(1))


random.seed(3)
train_loader = DataLoader(SceneStrips(16), batch_size=4, collate_fn=PadViews())
val_loader = DataLoader(SceneStrips(4, training=False), batch_size=4, collate_fn=PadViews())
model = FuseNet()
opt = torch.optim.Adam(model.parameters(), lr=5e-4)
for epoch in range(2):
    for lrs, alphas, hrs in train_loader:
        loss = nn.functional.l1_loss(model(lrs, alphas), hrs)
        opt.zero_grad()
        loss.backward()
        opt.step()
    with torch.no_grad():
        val = [nn.functional.mse_loss(model(lrs, alphas), hrs).item() for lrs, alphas, hrs in val_loader]
    print(epoch, loss.item(), sum(val) / len(val))
