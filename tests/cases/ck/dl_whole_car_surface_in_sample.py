import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

N_QUERY = 128


class CarSurfaces(Dataset):
    """Surface meshes of car bodies with the pressure at every vertex."""

    ITEMS = ("geometry", "query_position", "query_pressure", "surface_position", "surface_pressure")

    def __init__(self, n, seed, items=ITEMS):
        self.n, self.seed, self.items = n, seed, items

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(self.seed * 1000 + i)
        n_points = int(torch.randint(900, 1100, (1,), generator=g))
        pos = torch.randn(n_points, 3, generator=g) * torch.tensor([2.2, 0.9, 0.7])
        pressure = torch.sin(pos[:, 0]) - 0.3 * pos[:, 2] ** 2
        pick = torch.randperm(n_points, generator=g)
        sample = {
            "geometry": pos[pick[:64]],
            "query_position": pos[pick[-N_QUERY:]],
            "query_pressure": pressure[pick[-N_QUERY:]],
            "surface_position": pos,
            "surface_pressure": pressure,
        }
        return {k: sample[k] for k in self.items}


class AnchoredRegressor(nn.Module):
    def __init__(self, dim=48):
        super().__init__()
        self.encode = nn.Sequential(nn.Linear(3, dim), nn.GELU(), nn.Linear(dim, dim))
        self.embed = nn.Linear(3, dim)
        self.attend = nn.MultiheadAttention(dim, 4, batch_first=True)
        self.head = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, 1))

    def forward(self, geometry, query):
        anchors, q = self.encode(geometry), self.embed(query)
        return self.head(q + self.attend(q, anchors, anchors)[0]).squeeze(-1)


class FullSurfaceCallback:
    def __init__(self, dataset):
        self.loader = DataLoader(dataset, batch_size=1)

    @torch.no_grad()
    def __call__(self, model, epoch):
        errors = [(model(b["geometry"], b["surface_position"]) - b["surface_pressure"]).abs().mean() for b in self.loader]
        print(f"epoch {epoch}: mean absolute error on full surfaces {torch.stack(errors).mean():.3f}")


torch.manual_seed(0)
train_set = CarSurfaces(16, seed=1)
callback = FullSurfaceCallback(CarSurfaces(3, seed=2))
train_loader = DataLoader(train_set, batch_size=4, shuffle=True)

model = AnchoredRegressor()
optim = torch.optim.AdamW(model.parameters(), lr=1e-3)
for epoch in range(2):
    for b in train_loader:
        loss = nn.functional.mse_loss(model(b["geometry"], b["query_position"]), b["query_pressure"])
        optim.zero_grad()
        loss.backward()
        optim.step()
    callback(model, epoch)
