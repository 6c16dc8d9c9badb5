import argparse

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class ShapeClouds(Dataset):
    """Spheres, boxes and cylinders as n x 6 clouds (position, unit normal)."""

    def __init__(self, n_points, size=24, normal_channel=True, seed=0):
        rng = np.random.default_rng(seed)
        self.items = []
        for i in range(size):
            p = rng.normal(size=(n_points, 3))
            p /= np.linalg.norm(p, axis=1, keepdims=True)
            normal = p.copy()
            if i % 3 == 1:
                p = np.clip(1.6 * p, -0.7, 0.7)
            elif i % 3 == 2:
                p[:, 2] *= 2.0
            self.items.append((np.concatenate([p, normal], 1).astype(np.float32), i % 3))
        self.normal_channel = normal_channel

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        cloud, label = self.items[i]
        if not self.normal_channel:
            cloud = cloud[:, :3]
        return torch.from_numpy(cloud.copy()), label


def group(npoint, nsample, xyz, points=None):
    """xyz B,N,3; points B,N,D -> centres B,S,3 and neighbourhoods B,S,K,3(+D)"""
    centre = xyz[:, :npoint]
    idx = torch.cdist(centre, xyz).topk(nsample, largest=False).indices
    batch = torch.arange(len(xyz)).view(-1, 1, 1)
    local = xyz[batch, idx] - centre.unsqueeze(2)
    if points is not None:
        local = torch.cat([local, points[batch, idx]], dim=-1)
    return centre, local


class SetAbstraction(nn.Module):
    def __init__(self, npoint, nsample, in_channel, mlp):
        super().__init__()
        self.npoint, self.nsample = npoint, nsample
        self.mlp_convs = nn.ModuleList()
        self.mlp_bns = nn.ModuleList()
        last = in_channel
        for out in mlp:
            self.mlp_convs.append(nn.Conv2d(last, out, 1))
            self.mlp_bns.append(nn.BatchNorm2d(out))
            last = out

    def forward(self, xyz, points):
        new_xyz, x = group(self.npoint, self.nsample, xyz, points)
        x = x.permute(0, 3, 2, 1)
        for conv, bn in zip(self.mlp_convs, self.mlp_bns):
            x = torch.relu(bn(conv(x)))
        return new_xyz, x.max(2).values.transpose(1, 2)


class PointClassifier(nn.Module):
    def __init__(self, num_classes, feature_dim=3):
        super().__init__()
        self.sa1 = SetAbstraction(64, 16, in_channel=feature_dim + 3, mlp=[32, 32, 64])
        self.sa2 = SetAbstraction(16, 8, in_channel=64 + 3, mlp=[64, 64, 128])
        self.head = nn.Sequential(nn.Linear(128, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, num_classes))

    def forward(self, xyz, feat):
        l1_xyz, l1_points = self.sa1(xyz, feat)
        l2_xyz, l2_points = self.sa2(l1_xyz, l1_points)
        return self.head(l2_points.max(1).values)


def main():
    ap = argparse.ArgumentParser("PointConv")
    ap.add_argument("--batchsize", type=int, default=8)
    ap.add_argument("--epoch", type=int, default=2)
    ap.add_argument("--num_point", type=int, default=256)
    ap.add_argument("--normal", action="store_true", default=False, help="use the normals of the files")
    args = ap.parse_args()

    torch.manual_seed(1)
    data = ShapeClouds(args.num_point, normal_channel=args.normal)
    loader = DataLoader(data, batch_size=args.batchsize, shuffle=True)
    classifier = PointClassifier(num_classes=3)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=1e-3)
    for epoch in range(args.epoch):
        for points, target in loader:
            xyz = points[:, :, :3]
            feat = points[:, :, 3:] if args.normal else None
            pred = classifier(xyz, feat)
            loss = nn.functional.cross_entropy(pred, target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(epoch, round(loss.item(), 3))


if __name__ == "__main__":
    main()
