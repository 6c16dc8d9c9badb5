import os
import tempfile

import torch
from torch import nn


class SetAbstraction(nn.Module):
    def __init__(self, npoint, nsamples, mlps):
        super().__init__()
        self.npoint, self.nsamples = npoint, nsamples
        self.mlps = nn.ModuleList(nn.Sequential(nn.Linear(a, b), nn.ReLU(), nn.Linear(b, c)) for a, b, c in mlps)

    def forward(self, xyz, feats):
        centers = xyz[:, :: xyz.shape[1] // self.npoint]
        order = torch.cdist(centers, xyz).argsort(-1)
        batch = torch.arange(len(xyz))[:, None, None]
        out = []
        for k, mlp in zip(self.nsamples, self.mlps):
            out.append(mlp(feats[batch, order[:, :, :k]]).max(dim=2).values)
        return centers, torch.cat(out, dim=-1)


class PointnetSemantic(nn.Module):
    def __init__(self, num_classes, sa1, sa2, width):
        super().__init__()
        self.sa1, self.sa2 = SetAbstraction(64, *sa1), SetAbstraction(16, *sa2)
        self.fp = nn.Sequential(nn.Linear(6 + width, 64), nn.ReLU())
        self.fc = nn.Linear(64, num_classes)

    def forward(self, points):
        xyz = points[..., :3]
        centers, feats = self.sa2(*self.sa1(xyz, points))
        nearest = torch.cdist(xyz, centers).argmin(-1)
        feats = feats[torch.arange(len(xyz))[:, None], nearest]
        return self.fc(self.fp(torch.cat([points, feats], dim=-1)))


def get_model(num_classes, is_msg=True):
    if is_msg:
        sa1 = ([8, 16], [(6, 16, 32), (6, 16, 32)])
        sa2 = ([8, 16], [(64, 32, 64), (64, 32, 64)])
        return PointnetSemantic(num_classes, sa1, sa2, 128)
    return PointnetSemantic(num_classes, ([16], [(6, 16, 32)]), ([16], [(32, 32, 64)]), 64)


def train(path, steps=3):
    model = get_model(num_classes=20, is_msg=False)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for step in range(steps):
        points, labels = torch.rand(2, 256, 6), torch.randint(0, 20, (2, 256))
        loss = nn.functional.cross_entropy(model(points).transpose(1, 2), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save(model.state_dict(), path)
    print("train loss", loss.item())


def evaluate(path):
    model = get_model(num_classes=20)
    model.load_state_dict(torch.load(path))
    model.eval()
    with torch.no_grad():
        pred = model(torch.rand(1, 256, 6)).argmax(-1)
    print("voxels per class", pred.flatten().bincount(minlength=20).tolist())


with tempfile.TemporaryDirectory() as out:
    checkpoint = os.path.join(out, "model_last.pth")
    train(checkpoint)
    evaluate(checkpoint)
