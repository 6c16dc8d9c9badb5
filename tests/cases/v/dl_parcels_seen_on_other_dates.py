import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class PixelSetData(Dataset):
    """Parcels of land: a set of pixels in 8 spectral bands, for every date on which there were no clouds."""

    def __init__(self, n=12, npixel=16):
        self.npixel = npixel
        rng = np.random.default_rng(3)
        self.parcels = []
        for _ in range(n):
            dates = int(rng.integers(20, 30))
            self.parcels.append(rng.random((dates, 8, int(rng.integers(10, 40))), dtype=np.float32))
        self.labels = rng.integers(0, 5, n)

    def __len__(self):
        return len(self.parcels)

    def __getitem__(self, item):
        x0 = self.parcels[item]
        idx = np.random.choice(x0.shape[-1], self.npixel, replace=True)
        data = torch.from_numpy(x0[:, :, idx])
        return data, torch.tensor(self.labels[item])


class PixelSetEncoder(nn.Module):
    def __init__(self, bands=8, dim=32):
        super().__init__()
        self.mlp1 = nn.Sequential(nn.Linear(bands, dim), nn.ReLU(), nn.Linear(dim, dim))
        self.mlp2 = nn.Sequential(nn.Linear(2 * dim, dim), nn.ReLU())

    def forward(self, x):
        h = self.mlp1(x.transpose(2, 3))
        return self.mlp2(torch.cat([h.mean(2), h.std(2)], dim=-1))


class PseTae(nn.Module):
    def __init__(self, dim=32, num_classes=5):
        super().__init__()
        self.spatial_encoder = PixelSetEncoder(dim=dim)
        self.attention = nn.MultiheadAttention(dim, 4, batch_first=True)
        self.decoder = nn.Linear(dim, num_classes)

    def forward(self, x):
        h = self.spatial_encoder(x)
        h, _ = self.attention(h, h, h)
        return self.decoder(h.mean(dim=1))


def train_epoch(model, optimizer, criterion, loader):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


torch.manual_seed(0)
model = PseTae()
loader = DataLoader(PixelSetData(), batch_size=4, shuffle=True, drop_last=True)
print(train_epoch(model, torch.optim.Adam(model.parameters()), nn.CrossEntropyLoss(), loader))
