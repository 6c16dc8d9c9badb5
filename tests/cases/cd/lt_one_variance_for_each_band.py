import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

BANDS = ["blue", "green", "red", "nir"]


class CloudyScenes(Dataset):
    """Sentinel-like tiles: a noisy acquisition and the clean composite of the same place."""

    def __init__(self, n, seed, size=32):
        g = torch.Generator().manual_seed(seed)
        coarse = torch.rand(n, len(BANDS), 5, 5, generator=g)
        self.clean = F.interpolate(coarse, size=(size, size), mode="bicubic", align_corners=False).clamp(0, 1)
        level = torch.tensor([0.12, 0.08, 0.06, 0.03]).view(1, -1, 1, 1)
        self.noisy = self.clean + level * torch.randn(self.clean.shape, generator=g)

    def __len__(self):
        return len(self.clean)

    def __getitem__(self, i):
        return self.noisy[i], self.clean[i]


class UncertainDenoiser(nn.Module):
    def __init__(self, bands, width=24):
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(bands, width, 3, padding=1), nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1), nn.ReLU(),
        )
        self.mean_head = nn.Conv2d(width, bands, 3, padding=1)
        # how noisy a band is does not depend on the place in the tile
        self.var_head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(width, bands, 1), nn.Softplus(),
        )

    def forward(self, x):
        h = self.trunk(x)
        mean = x + self.mean_head(h)
        var = self.var_head(h)
        return mean, var + 1e-5


def train_epoch(model, loader, criterion, optimizer):
    model.train()
    total = 0.0
    for noisy, clean in loader:
        mean, var = model(noisy)
        loss = criterion(mean, clean, var)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    err, std = torch.zeros(len(BANDS)), torch.zeros(len(BANDS))
    for noisy, clean in loader:
        mean, var = model(noisy)
        err += (mean - clean).pow(2).mean((0, 2, 3))
        std += var.sqrt().mean((0, 2, 3))
    return err / len(loader), std / len(loader)


torch.manual_seed(0)
train_loader = DataLoader(CloudyScenes(48, seed=1), batch_size=8, shuffle=True)
val_loader = DataLoader(CloudyScenes(16, seed=2), batch_size=8)
model = UncertainDenoiser(len(BANDS))
criterion = nn.GaussianNLLLoss(eps=1e-6)
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(2):
    nll = train_epoch(model, train_loader, criterion, optimizer)
    mse, std = evaluate(model, val_loader)
    print(f"epoch {epoch} nll {nll:.3f}", {b: f"{m:.4f} +- {s:.3f}" for b, m, s in zip(BANDS, mse, std)})
