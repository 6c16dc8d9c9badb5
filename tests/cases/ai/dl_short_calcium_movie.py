import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

options = dict(
    patch_xy=32,
    patch_t=128,
    overlap_factor=0.5,
    n_epochs=1,
    lr=1e-4,
)


def record_movie(path, frames=175, side=64):
    rng = np.random.default_rng(3)
    cells = rng.random((side, side)) > 0.97
    activity = 20 * np.abs(np.sin(np.arange(frames) / 9.0))[:, None, None] * cells
    np.save(path, rng.poisson(5 + activity).astype(np.uint16))


class NeighbourFrames(Dataset):
    """Odd frames of a patch are the noisy input, even frames the noisy target."""

    def __init__(self, path, patch_xy, patch_t, overlap_factor):
        self.movie = np.load(path).astype(np.float32)
        self.movie -= self.movie.mean()
        self.patch_xy, self.patch_t = patch_xy, patch_t
        gap_xy = int(patch_xy * (1 - overlap_factor))
        gap_t = int(2 * self.patch_t * (1 - overlap_factor))
        t, h, w = self.movie.shape
        starts_t = range(0, max(t - 2 * self.patch_t, 0) + 1, gap_t)
        self.corners = [
            (s, y, x)
            for s in starts_t
            for y in range(0, h - patch_xy + 1, gap_xy)
            for x in range(0, w - patch_xy + 1, gap_xy)
        ]

    def __len__(self):
        return len(self.corners)

    def __getitem__(self, i):
        s, y, x = self.corners[i]
        end = s + 2 * self.patch_t
        area = self.movie[:, y:y + self.patch_xy, x:x + self.patch_xy]
        noisy, target = area[s:end:2], area[s + 1:end:2]
        return torch.from_numpy(noisy)[None], torch.from_numpy(target)[None]


class SmallDenoiser(nn.Module):
    def __init__(self, f_maps=4):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv3d(1, f_maps, 3, padding=1), nn.LeakyReLU(0.1))
        self.mid = nn.Sequential(nn.Conv3d(f_maps, f_maps, 3, padding=1), nn.LeakyReLU(0.1))
        self.out = nn.Conv3d(2 * f_maps, 1, 1)

    def forward(self, x):
        e = self.enc(x)
        return self.out(torch.cat([e, self.mid(e)], dim=1))


with tempfile.TemporaryDirectory() as folder:
    movie_file = os.path.join(folder, "mouse_01.npy")
    record_movie(movie_file)
    patches = NeighbourFrames(movie_file, options["patch_xy"], options["patch_t"], options["overlap_factor"])
    net = SmallDenoiser()
    optimizer = torch.optim.Adam(net.parameters(), lr=options["lr"])
    l1, l2 = nn.L1Loss(), nn.MSELoss()
    for epoch in range(options["n_epochs"]):
        for noisy, target in DataLoader(patches, batch_size=1, shuffle=True):
            denoised = net(noisy)
            loss = 0.5 * l1(denoised, target) + 0.5 * l2(denoised, target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.4f}")
