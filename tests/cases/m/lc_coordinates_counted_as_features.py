import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class ModelNetClouds(Dataset):
    """Clouds of 64 points; coordinates, and normals if they are wanted."""

    def __init__(self, n=8, normals=False):
        self.n, self.normals = n, normals

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        xyz = torch.rand(64, 3, generator=g) * 2 - 1
        cloud = torch.cat([xyz, F.normalize(xyz, dim=1)], 1) if self.normals else xyz
        return cloud, i % 10


def group(nsample, xyz, points):
    """The nsample nearest neighbours of every second point: B x S x nsample x (3 + D)."""
    new_xyz = xyz[:, ::2]
    idx = torch.cdist(new_xyz, xyz).topk(nsample, largest=False).indices
    batch = torch.arange(xyz.size(0)).view(-1, 1, 1)
    grouped = xyz[batch, idx] - new_xyz.unsqueeze(2)
    if points is not None:
        grouped = torch.cat([grouped, points[batch, idx]], dim=-1)
    return new_xyz, grouped


class PointConvSetAbstraction(nn.Module):
    def __init__(self, nsample, in_channel, mlp):
        super().__init__()
        self.nsample = nsample
        self.mlp_convs = nn.ModuleList()
        self.mlp_bns = nn.ModuleList()
        last_channel = in_channel
        for out_channel in mlp:
            self.mlp_convs.append(nn.Conv2d(last_channel, out_channel, 1))
            self.mlp_bns.append(nn.BatchNorm2d(out_channel))
            last_channel = out_channel

    def forward(self, xyz, points):
        new_xyz, grouped = group(self.nsample, xyz, points)
        grouped = grouped.permute(0, 3, 2, 1)
        for conv, bn in zip(self.mlp_convs, self.mlp_bns):
            grouped = F.relu(bn(conv(grouped)))
        return new_xyz, grouped.max(2)[0].transpose(1, 2)


class PointConvClsSsg(nn.Module):
    def __init__(self, num_classes=40, feature_dim=3):
        super().__init__()
        self.sa1 = PointConvSetAbstraction(nsample=8, in_channel=feature_dim + 3, mlp=[32, 32, 64])
        self.sa2 = PointConvSetAbstraction(nsample=8, in_channel=64 + 3, mlp=[64, 128])
        self.fc1 = nn.Linear(128, 64)
        self.fc2 = nn.Linear(64, num_classes)

    def forward(self, cloud):
        xyz, normals = cloud[..., :3], cloud[..., 3:] if cloud.size(-1) > 3 else None
        xyz, points = self.sa1(xyz, normals)
        xyz, points = self.sa2(xyz, points)
        x = F.relu(self.fc1(points.max(1)[0]))
        return F.log_softmax(self.fc2(x), -1)


classifier = PointConvClsSsg(num_classes=10)
optimizer = torch.optim.SGD(classifier.parameters(), lr=0.01, momentum=0.9)
for points, target in DataLoader(ModelNetClouds(), batch_size=4):
    pred = classifier(points)
    loss = F.nll_loss(pred, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
