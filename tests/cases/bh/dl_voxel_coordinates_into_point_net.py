import numpy as np
import torch
from torch import nn


def batched_coordinates(coords):
    """Coordinates of several clouds in one table, as sparse convolutions want them."""
    rows = []
    for b, c in enumerate(coords):
        c = torch.as_tensor(c)
        rows.append(torch.cat([torch.full((len(c), 1), float(b)), c], dim=1))
    return torch.cat(rows)


def load_ply(num_points=1024, y_up=True):
    rng = np.random.default_rng(5)
    xyz = rng.normal(size=(4000, 3)).astype(np.float32)
    rgb = rng.random((4000, 3)).astype(np.float32)
    keep = rng.permutation(len(xyz))[:num_points]
    xyz, rgb = xyz[keep], rgb[keep]
    if y_up:
        xyz = xyz[:, [0, 2, 1]]
    xyz = xyz - xyz.mean(0)
    xyz = xyz / np.linalg.norm(xyz, axis=1).max()
    features = np.concatenate([xyz, rgb], axis=1)
    xyz = batched_coordinates([xyz])
    features = torch.from_numpy(features)
    return xyz.unsqueeze(0), features.unsqueeze(0)


class PointNetSetAbstraction(nn.Module):
    def __init__(self, npoint, nsample, in_channel, mlp):
        super().__init__()
        self.npoint, self.nsample = npoint, nsample
        layers, last = [], in_channel + 3
        for out in mlp:
            layers += [nn.Conv2d(last, out, 1), nn.BatchNorm2d(out), nn.ReLU()]
            last = out
        self.mlp = nn.Sequential(*layers)

    def forward(self, xyz, features):
        idx = torch.linspace(0, xyz.size(1) - 1, self.npoint).long()
        centers = xyz[:, idx]
        near = torch.cdist(centers, xyz).topk(self.nsample, largest=False).indices
        batch = torch.arange(len(xyz))[:, None, None]
        grouped = torch.cat([xyz[batch, near] - centers[:, :, None], features[batch, near]], dim=-1)
        return centers, self.mlp(grouped.permute(0, 3, 2, 1)).amax(dim=2)


class PointBERT(nn.Module):
    def __init__(self, feat_dim=6, width=128, out_dim=64):
        super().__init__()
        self.sa = PointNetSetAbstraction(npoint=96, nsample=32, in_channel=feat_dim, mlp=[64, 64, width])
        self.lift = nn.Linear(width, width)
        self.encoder = nn.TransformerEncoderLayer(width, 4, 256, batch_first=True)
        self.proj = nn.Linear(width, out_dim)

    def forward(self, xyz, features):
        centers, tokens = self.sa(xyz, features)
        tokens = self.encoder(self.lift(tokens.transpose(1, 2)))
        return self.proj(tokens.mean(dim=1))


model = PointBERT().eval()
text = nn.functional.normalize(torch.randn(5, 64), dim=1)
xyz, features = load_ply()
with torch.no_grad():
    shape_feat = nn.functional.normalize(model(xyz, features), dim=1)
print("similarity", (shape_feat @ text.T).tolist())
