import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)

config = {
    "num_points": 717,
    "first_subsampling_dl": 0.04,
    "num_layers": 4,
    "feats_dim": 32,
    "dgcnn_k": 10,
}


class PartialPairs(Dataset):
    """Two overlapping parts of a closed surface and the rotation between them."""

    def __init__(self, n, seed, num_points):
        self.n, self.seed, self.num_points = n, seed, num_points

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(self.seed + i)
        radii = 0.25 + 0.3 * torch.rand(3, generator=g)
        pts = nn.functional.normalize(torch.randn(3000, 3, generator=g), dim=1) * radii
        src = pts[pts[:, 0] > -0.1][: self.num_points]
        tgt = pts[pts[:, 0] < 0.1][: self.num_points]
        q, _ = torch.linalg.qr(torch.randn(3, 3, generator=g))
        return src, tgt @ q.T, q


def grid_subsampling(points, feats, dl):
    _, inverse = torch.unique(torch.floor(points / dl).long(), dim=0, return_inverse=True)
    n = int(inverse.max()) + 1
    count = torch.bincount(inverse, minlength=n).unsqueeze(1)
    mean_p = torch.zeros(n, 3).index_add_(0, inverse, points) / count
    mean_f = torch.zeros(n, feats.size(1)).index_add_(0, inverse, feats) / count
    return mean_p, mean_f


def get_graph_feature(coords, feats, k):
    dist = torch.cdist(coords, coords)
    idx = dist.topk(k=k, dim=-1, largest=False)[1]
    neighbours = feats[idx]
    centre = feats.unsqueeze(1).expand_as(neighbours)
    return torch.cat([centre, neighbours - centre], dim=-1)


class SelfAttention(nn.Module):
    def __init__(self, feats_dim, k):
        super().__init__()
        self.k = k
        self.mlp = nn.Sequential(nn.Linear(2 * feats_dim, feats_dim), nn.LeakyReLU(0.2))

    def forward(self, coords, feats):
        return feats + self.mlp(get_graph_feature(coords, feats, self.k)).amax(dim=1)


class Predator(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        d = cfg["feats_dim"]
        self.dls = [cfg["first_subsampling_dl"] * 2 ** i for i in range(cfg["num_layers"])]
        self.stem = nn.Linear(3, d)
        self.encoder = nn.ModuleList(nn.Sequential(nn.Linear(d, d), nn.ReLU()) for _ in self.dls)
        self.gnn = SelfAttention(d, cfg["dgcnn_k"])
        self.cross = nn.MultiheadAttention(d, 4, batch_first=True)
        self.rotation = nn.Linear(2 * d, 9)

    def encode(self, points):
        feats = self.stem(points)
        for dl, layer in zip(self.dls, self.encoder):
            points, feats = grid_subsampling(points, layer(feats), dl)
        return points, feats

    def forward(self, src, tgt):
        (src_pcd, src_feats), (tgt_pcd, tgt_feats) = self.encode(src), self.encode(tgt)
        src_feats, tgt_feats = self.gnn(src_pcd, src_feats), self.gnn(tgt_pcd, tgt_feats)
        mixed, _ = self.cross(src_feats[None], tgt_feats[None], tgt_feats[None])
        code = torch.cat([mixed[0].mean(0), tgt_feats.mean(0)])
        return self.rotation(code).view(3, 3)


def run(model, loader, optimizer=None):
    total = 0.0
    for src, tgt, rot in loader:
        loss = nn.functional.mse_loss(model(src[0], tgt[0]), rot[0])
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item()
    return total / len(loader)


train_loader = DataLoader(PartialPairs(20, 0, config["num_points"]), batch_size=1)
val_loader = DataLoader(PartialPairs(5, 500, config["num_points"]), batch_size=1)
model = Predator(config)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.98)
print("start training...")
for epoch in range(2):
    train_loss = run(model, train_loader, optimizer)
    with torch.no_grad():
        print(f"epoch {epoch} train {train_loss:.4f} val {run(model, val_loader):.4f}")
