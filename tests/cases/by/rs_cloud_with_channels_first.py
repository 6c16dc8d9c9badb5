import numpy as np
import torch
from torch import nn


def index_points(points, idx):
    rows = torch.arange(points.shape[0]).view(-1, *[1] * (idx.dim() - 1))
    return points[rows, idx]


def farthest_point_sample(xyz, npoint):
    B, N, C = xyz.shape
    centroids = torch.zeros(B, npoint, dtype=torch.long)
    distance = torch.full((B, N), 1e10)
    farthest = torch.randint(0, N, (B,))
    batch_indices = torch.arange(B)
    for i in range(npoint):
        centroids[:, i] = farthest
        centroid = xyz[batch_indices, farthest, :].view(B, 1, 3)
        distance = torch.minimum(distance, ((xyz - centroid) ** 2).sum(-1))
        farthest = distance.max(-1)[1]
    return centroids


class SetAbstraction(nn.Module):
    def __init__(self, npoint, nsample, cin, cout):
        super().__init__()
        self.npoint, self.nsample = npoint, nsample
        self.mlp = nn.Sequential(nn.Conv2d(cin, cout, 1), nn.BatchNorm2d(cout), nn.ReLU())

    def forward(self, xyz, feats):
        new_xyz = index_points(xyz, farthest_point_sample(xyz, self.npoint))
        idx = torch.cdist(new_xyz, xyz).topk(self.nsample, dim=-1, largest=False)[1]
        grouped = index_points(xyz, idx) - new_xyz[:, :, None]
        if feats is not None:
            grouped = torch.cat([grouped, index_points(feats, idx)], dim=-1)
        out = self.mlp(grouped.permute(0, 3, 2, 1)).amax(2)
        return new_xyz, out.transpose(1, 2)


class PointNet2(nn.Module):
    def __init__(self, num_class=40):
        super().__init__()
        self.sa1 = SetAbstraction(128, 16, 3, 64)
        self.sa2 = SetAbstraction(32, 16, 64 + 3, 128)
        self.cls = nn.Sequential(nn.Linear(128, 64), nn.ReLU(), nn.Dropout(0.4), nn.Linear(64, num_class))

    def forward(self, xyz):
        xyz, feats = self.sa1(xyz, None)
        xyz, feats = self.sa2(xyz, feats)
        return self.cls(feats.amax(1)).log_softmax(-1)


points = np.random.default_rng(5).normal(size=(2048, 3)).astype(np.float32)
points /= np.linalg.norm(points, axis=1).max()
cloud = torch.from_numpy(points).t().unsqueeze(0)
net = PointNet2().eval()
with torch.no_grad():
    prediction = net(cloud)
print("class", prediction.argmax(1).item())
