import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def index_points(x, idx):
    """x (B, N, C), idx (B, ...) -> (B, ..., C)"""
    batch = torch.arange(x.size(0)).view(-1, *[1] * (idx.dim() - 1))
    return x[batch, idx]


class SetAbstraction(nn.Module):
    def __init__(self, mlp, npoint=None, nsample=16, use_xyz=True):
        super().__init__()
        self.npoint, self.nsample, self.use_xyz = npoint, nsample, use_xyz
        spec = list(mlp)
        if use_xyz:
            spec[0] += 3
        layers = []
        for cin, cout in zip(spec[:-1], spec[1:]):
            layers += [nn.Conv2d(cin, cout, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(True)]
        self.mlp = nn.Sequential(*layers)

    def group(self, xyz, features):
        if self.npoint is None:
            new_xyz, idx = None, torch.arange(xyz.size(1)).expand(xyz.size(0), 1, -1)
            grouped = index_points(xyz, idx)
        else:
            new_xyz = xyz[:, torch.randperm(xyz.size(1))[:self.npoint]]
            idx = torch.cdist(new_xyz, xyz).topk(self.nsample, largest=False).indices
            grouped = index_points(xyz, idx) - new_xyz.unsqueeze(2)
        if features is None:
            return new_xyz, grouped
        feats = index_points(features, idx)
        return new_xyz, torch.cat([grouped, feats], -1) if self.use_xyz else feats

    def forward(self, xyz, features):
        new_xyz, grouped = self.group(xyz, features)
        new_features = self.mlp(grouped.permute(0, 3, 1, 2)).amax(3)
        return new_xyz, new_features.transpose(1, 2)


class PointNet2ClassificationSSG(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.SA_modules = nn.ModuleList([
            SetAbstraction(npoint=128, nsample=32, mlp=[3, 32, 32, 64]),
            SetAbstraction(npoint=32, nsample=32, mlp=[64, 64, 64, 128]),
            SetAbstraction(mlp=[128, 128, 256]),
        ])
        self.fc_layer = nn.Sequential(nn.Linear(256, 128), nn.BatchNorm1d(128), nn.ReLU(True), nn.Linear(128, n_classes))

    def forward(self, pointcloud):
        xyz = pointcloud[..., :3].contiguous()
        features = pointcloud[..., 3:] if pointcloud.size(-1) > 3 else None
        for module in self.SA_modules:
            xyz, features = module(xyz, features)
        return self.fc_layer(features.squeeze(1))


# scans of seven kinds of machine parts, coordinates only
scans = TensorDataset(torch.rand(16, 512, 3) * 2 - 1, torch.randint(0, 7, (16,)))
model = PointNet2ClassificationSSG(n_classes=7)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for points, label in DataLoader(scans, batch_size=8):
    loss = nn.functional.cross_entropy(model(points), label)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
