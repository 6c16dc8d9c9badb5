import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class Trees(Dataset):
    """Laser scans of trees: x, y, z, the intensity and the number of the return; wood or leaf for every point."""

    def __init__(self, n=8, num_point=256):
        rng = np.random.default_rng(0)
        self.points = rng.random((n, num_point, 5), dtype=np.float32)
        self.labels = (self.points[:, :, 2] > 0.5).astype(np.int64)

    def __len__(self):
        return len(self.points)

    def __getitem__(self, i):
        return self.points[i], self.labels[i]


def square_distance(src, dst):
    return ((src[:, :, None] - dst[:, None]) ** 2).sum(-1)


def index_points(points, idx):
    batch = torch.arange(len(points)).view(-1, *[1] * (idx.dim() - 1))
    return points[batch, idx]


class PointNetSetAbstraction(nn.Module):
    def __init__(self, npoint, nsample, in_channel, mlp):
        super().__init__()
        self.npoint, self.nsample = npoint, nsample
        self.mlp_convs, self.mlp_bns = nn.ModuleList(), nn.ModuleList()
        last_channel = in_channel
        for out_channel in mlp:
            self.mlp_convs.append(nn.Conv2d(last_channel, out_channel, 1))
            self.mlp_bns.append(nn.BatchNorm2d(out_channel))
            last_channel = out_channel

    def forward(self, xyz, points):
        """xyz (B, N, 3), points (B, N, D): the centres, and the features of their neighbourhoods."""
        new_xyz = xyz[:, : self.npoint]
        idx = square_distance(new_xyz, xyz).topk(self.nsample, largest=False)[1]
        grouped = torch.cat([index_points(xyz, idx) - new_xyz[:, :, None], index_points(points, idx)], dim=-1)
        h = grouped.permute(0, 3, 2, 1)
        for conv, bn in zip(self.mlp_convs, self.mlp_bns):
            h = F.relu(bn(conv(h)))
        return new_xyz, h.max(dim=2)[0].transpose(1, 2)


class PointNet2SemSeg(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.sa1 = PointNetSetAbstraction(64, 16, 3 + 3, [32, 32, 64])
        self.sa2 = PointNetSetAbstraction(16, 8, 64 + 3, [64, 128])
        self.head = nn.Sequential(nn.Linear(128 + 3, 64), nn.ReLU(), nn.Linear(64, num_classes))

    def forward(self, x):
        xyz = x[:, :, :3]
        l1_xyz, l1_points = self.sa1(xyz, x)
        l2_xyz, l2_points = self.sa2(l1_xyz, l1_points)
        nearest = square_distance(xyz, l2_xyz).argmin(dim=-1)
        return self.head(torch.cat([index_points(l2_points, nearest), xyz], dim=-1))


def train(model, loader):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for points, target in loader:
        scores = model(points)
        loss = F.cross_entropy(scores.flatten(0, 1), target.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


torch.manual_seed(0)
print("loss", train(PointNet2SemSeg(2), DataLoader(Trees(), batch_size=4)))
