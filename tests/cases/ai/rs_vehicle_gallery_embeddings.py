import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class VehicleImages(Dataset):
    def __init__(self, n, n_ids, seed):
        g = torch.Generator().manual_seed(seed)
        self.images = torch.rand(n, 3, 64, 64, generator=g)
        self.ids = torch.randint(0, n_ids, (n,), generator=g)

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, i):
        return self.images[i], self.ids[i]


class Branch(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(32, dim, 3, stride=2, padding=1), nn.BatchNorm2d(dim), nn.ReLU())

    def forward(self, x):
        return self.body(x)


class GroupedEmbedding(nn.Module):
    """Each branch makes one global vector, which is cut into groups with their own classifier."""

    def __init__(self, n_ids, n_branches=2, n_groups=2, dim=64):
        super().__init__()
        self.n_groups, self.dim = n_groups, dim
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 7, stride=4, padding=3), nn.ReLU())
        self.branches = nn.ModuleList(Branch(dim) for _ in range(n_branches))
        self.avg_pool = nn.AdaptiveAvgPool2d(1)
        width = dim // n_groups
        self.neck = nn.ModuleList(nn.BatchNorm1d(width) for _ in range(n_branches * n_groups))
        self.fc = nn.ModuleList(nn.Linear(width, n_ids, bias=False) for _ in range(n_branches * n_groups))

    def forward(self, x):
        x = self.stem(x)
        preds, ffs, k = [], [], 0
        width = self.dim // self.n_groups
        for branch in self.branches:
            emb = self.avg_pool(branch(x)).squeeze()
            for j in range(self.n_groups):
                part = self.neck[k](emb[:, width * j:width * (j + 1)])
                preds.append(self.fc[k](part))
                ffs.append(part)
                k += 1
        return preds, torch.cat(ffs, dim=1)


def train_epoch(model, loader, optimizer):
    model.train()
    for images, ids in loader:
        preds, _ = model(images)
        loss = sum(nn.functional.cross_entropy(p, ids) for p in preds) / len(preds)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


@torch.no_grad()
def embed(model, loader):
    model.eval()
    feats, ids = [], []
    for images, y in loader:
        feats.append(nn.functional.normalize(model(images)[1], dim=1))
        ids.append(y)
    return torch.cat(feats), torch.cat(ids)


model = GroupedEmbedding(n_ids=10)
train_loader = DataLoader(VehicleImages(24, 10, seed=1), batch_size=8, shuffle=True)
print(train_epoch(model, train_loader, torch.optim.Adam(model.parameters(), lr=3e-4)))
query, query_ids = embed(model, DataLoader(VehicleImages(8, 10, seed=2), batch_size=8))
gallery, gallery_ids = embed(model, DataLoader(VehicleImages(25, 10, seed=3), batch_size=8))
nearest = (query @ gallery.T).argmax(1)
print("rank-1", (gallery_ids[nearest] == query_ids).float().mean().item())
