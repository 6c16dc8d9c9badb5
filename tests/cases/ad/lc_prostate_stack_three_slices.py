import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class ProstateSlabs(Dataset):
    """MR slabs of three neighbouring slices, (1, H, W, 3), and the mask of all three."""

    def __init__(self, n=4, side=48):
        g = torch.Generator().manual_seed(5)
        self.x = torch.randn(n, 1, side, side, 3, generator=g)
        self.y = (self.x[:, 0] > 0.8).long()

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class Encoder(nn.Module):
    def __init__(self, cin, cout, pool=None):
        super().__init__()
        self.pooling = nn.MaxPool3d(pool) if pool else None
        self.basic = nn.Sequential(
            nn.Conv3d(cin, cout, 3, padding=1), nn.GroupNorm(4, cout), nn.ReLU(),
        )

    def forward(self, x):
        if self.pooling is not None:
            x = self.pooling(x)
        return self.basic(x)


class Decoder(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.basic = nn.Sequential(nn.Conv3d(cin, cout, 3, padding=1), nn.ReLU())

    def forward(self, skip, x):
        x = nn.functional.interpolate(x, size=skip.shape[2:], mode="nearest")
        return self.basic(torch.cat([skip, x], dim=1))


class UNet3D(nn.Module):
    def __init__(self, n_class=2, maps=(8, 16, 24), pool_kernel=2):
        super().__init__()
        self.encoders = nn.ModuleList(
            Encoder(cin, cout, pool_kernel if k else None)
            for k, (cin, cout) in enumerate(zip((1,) + maps[:-1], maps)))
        self.decoders = nn.ModuleList(
            Decoder(a + b, b) for a, b in zip(maps[:0:-1], maps[-2::-1]))
        self.final = nn.Conv3d(maps[0], n_class, 1)

    def forward(self, x):
        skips = []
        for encoder in self.encoders:
            x = encoder(x)
            skips.insert(0, x)
        for decoder, skip in zip(self.decoders, skips[1:]):
            x = decoder(skip, x)
        return self.final(x)


class SiteTrainer:
    """One hospital's share of a federated round."""

    def __init__(self, model, data):
        self.model, self.loader = model, DataLoader(data, batch_size=2)
        self.optimizer = torch.optim.Adam(model.parameters(), 1e-3)

    def train(self):
        for x, labels in self.loader:
            log_probs = self.model(x)
            loss = nn.functional.cross_entropy(log_probs, labels)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
        return loss.item()


print("BIDMC", SiteTrainer(UNet3D(), ProstateSlabs()).train())
