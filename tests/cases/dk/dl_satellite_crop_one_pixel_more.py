import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

METERS_PER_PIXEL = 2_000
IMAGE_SIZE_PIXELS = 32


class SatelliteDataSource:
    def __init__(self, n_times=24, n_y=96, n_x=128):
        self.x_osgb = np.arange(n_x) * METERS_PER_PIXEL
        self.y_osgb = np.arange(n_y) * METERS_PER_PIXEL
        self.data = np.random.default_rng(0).normal(size=(n_times, n_y, n_x)).astype(np.float32)

    def select(self, coords, center):
        half = IMAGE_SIZE_PIXELS * METERS_PER_PIXEL // 2
        return np.flatnonzero((coords >= center - half) & (coords <= center + half))

    def get_sample(self, t, x_center, y_center):
        rows, cols = self.select(self.y_osgb, y_center), self.select(self.x_osgb, x_center)
        return self.data[t:t + 4][:, rows][:, :, cols]


class PVDataset(Dataset):
    """Satellite history around a PV system and the yield half an hour later."""

    def __init__(self, source, n=16):
        rng = np.random.default_rng(1)
        self.source = source
        self.t = rng.integers(0, 20, n)
        self.centers = rng.integers(30, 60, (n, 2)) * METERS_PER_PIXEL
        self.pv_yield = rng.random(n).astype(np.float32)

    def __len__(self):
        return len(self.t)

    def __getitem__(self, i):
        return self.source.get_sample(self.t[i], *self.centers[i]), self.pv_yield[i]


class PVNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 16, 3, stride=2, padding=1)
        self.fc = nn.Linear(16 * (IMAGE_SIZE_PIXELS // 2) ** 2, 1)

    def forward(self, sat):
        return self.fc(torch.relu(self.conv(sat)).flatten(1)).squeeze(1)


model = PVNet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for sat, pv in DataLoader(PVDataset(SatelliteDataSource()), batch_size=8):
    loss = nn.functional.l1_loss(model(sat), pv)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("MAE", loss.item())
