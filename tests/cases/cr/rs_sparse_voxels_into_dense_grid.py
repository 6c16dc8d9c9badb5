import numpy as np
import torch
from torch import nn

GRID, T = (4, 20, 18), 8


def voxelize(points):
    low, high = np.array([0, -40, -3]), np.array([70, 40, 1])
    cell = ((points[:, :3] - low) / (high - low) * np.array(GRID[::-1])).astype(int)[:, ::-1]
    coords, inverse = np.unique(cell, axis=0, return_inverse=True)
    features = np.zeros((len(coords), T, 7), dtype=np.float32)
    for v in range(len(coords)):
        members = points[inverse.ravel() == v][:T]
        features[v, :len(members), :4] = members
        features[v, :len(members), 4:] = members[:, :3] - members[:, :3].mean(0)
    return features, coords


def collate(clouds):
    features, coords = [], []
    for i, points in enumerate(clouds):
        f, c = voxelize(points)
        features.append(f)
        coords.append(np.pad(c, ((0, 0), (1, 0)), constant_values=i))
    return torch.from_numpy(np.concatenate(features)), torch.from_numpy(np.concatenate(coords)).long()


class VFE(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.fcn = nn.Linear(cin, cout // 2)

    def forward(self, x, mask):
        pwf = torch.relu(self.fcn(x))
        laf = pwf.max(1, keepdim=True)[0].expand(-1, T, -1)
        return torch.cat([pwf, laf], dim=2) * mask.unsqueeze(-1)


class SVFE(nn.Module):
    def __init__(self):
        super().__init__()
        self.vfe_1, self.vfe_2 = VFE(7, 16), VFE(16, 32)
        self.fcn = nn.Linear(32, 32)

    def forward(self, x):
        mask = (x.abs().max(2)[0] != 0).float()
        x = self.vfe_2(self.vfe_1(x, mask), mask)
        return torch.relu(self.fcn(x)).max(1)[0]


class VoxelNet(nn.Module):
    def __init__(self, batch_size, anchors=2):
        super().__init__()
        self.batch_size = batch_size
        self.svfe = SVFE()
        self.cml = nn.Conv3d(32, 16, 3, stride=(2, 1, 1), padding=1)
        self.score, self.reg = nn.Conv2d(32, anchors, 1), nn.Conv2d(32, 7 * anchors, 1)

    def voxel_indexing(self, sparse_features, coords):
        dim = sparse_features.shape[-1]
        dense = torch.zeros(dim, self.batch_size, *GRID)
        dense[:, coords[:, 0], coords[:, 1], coords[:, 2], coords[:, 3]] = sparse_features
        return dense.transpose(0, 1)

    def forward(self, voxel_features, voxel_coords):
        vwfs = self.svfe(voxel_features)
        x = torch.relu(self.cml(self.voxel_indexing(vwfs, voxel_coords))).flatten(1, 2)
        return torch.sigmoid(self.score(x)), self.reg(x)


rng = np.random.default_rng(0)
clouds = [rng.uniform([0, -40, -3, 0], [70, 40, 1, 1], (600, 4)).astype(np.float32) for _ in range(2)]
net = VoxelNet(batch_size=2)
optimizer = torch.optim.SGD(net.parameters(), lr=1e-2)
psm, rm = net(*collate(clouds))
loss = nn.functional.binary_cross_entropy(psm, torch.zeros_like(psm)) + rm.abs().mean()
loss.backward()
optimizer.step()
print(psm.shape, rm.shape, loss.item())
