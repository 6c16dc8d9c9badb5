import os

import torch
from torch import nn
from torch.utils.data import DataLoader

from dataset import PatchDataset
from model import SUPPORT


def train(opt, movie, folder):
    loader = DataLoader(PatchDataset(movie, opt.patch_size, opt.patch_interval), opt.batch_size, shuffle=True)
    model = SUPPORT(in_channels=opt.patch_size[0], mid_channels=opt.mid_channels, bs_size=opt.bs_size)
    optimizer = torch.optim.Adam(model.parameters(), lr=opt.lr)
    l1, l2 = nn.L1Loss(), nn.MSELoss()
    mid = opt.patch_size[0] // 2
    for epoch in range(opt.n_epochs):
        for stack in loader:
            target = stack[:, mid:mid + 1]
            out = model(stack)
            loss = 0.5 * l1(out, target) + 0.5 * l2(out, target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.4f}")
        torch.save(model.state_dict(), os.path.join(folder, f"model_{epoch}.pth"))
