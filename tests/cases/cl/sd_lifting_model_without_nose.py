import os
import tempfile

import torch
from torch import nn

torch.manual_seed(6)
NOSE = 9


class Skeleton:
    def __init__(self):
        self.parents = [-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 9, 8, 11, 12, 8, 14, 15]
        self.kept = list(range(17))

    def remove_joint(self, j):
        self.parents = [self.parents[j] if p == j else p for p in self.parents]
        self.parents.pop(j)
        self.parents = [p - 1 if p > j else p for p in self.parents]
        self.kept.remove(j)

    def adjacency(self):
        n = len(self.parents)
        adj = torch.eye(n)
        for child, parent in enumerate(self.parents):
            if parent >= 0:
                adj[child, parent] = adj[parent, child] = 1
        return adj


class Human36M:
    def __init__(self, subjects, remove_nose=False):
        self.skeleton = Skeleton()
        if remove_nose:
            self.skeleton.remove_joint(NOSE)
        pose = torch.randn(16 * len(subjects), 17, 3)
        self.poses_3d = pose[:, self.skeleton.kept]
        self.poses_2d = self.poses_3d[..., :2] / (4 + self.poses_3d[..., 2:].clamp(-2, 2))


class SemGraphConv(nn.Module):
    def __init__(self, c_in, c_out, adj):
        super().__init__()
        self.W = nn.Parameter(torch.randn(2, c_in, c_out) * c_in ** -0.5)
        self.register_buffer("m", adj > 0, persistent=False)
        self.e = nn.Parameter(torch.ones(1, int(self.m.sum())))

    def forward(self, x):
        logits = torch.full(self.m.shape, -9e15)
        logits[self.m] = self.e[0]
        A = logits.softmax(dim=1)
        own = torch.eye(len(A))
        return (A * own) @ (x @ self.W[0]) + (A * (1 - own)) @ (x @ self.W[1])


class SemGCN(nn.Module):
    def __init__(self, adj, hid_dim=64, num_layers=2):
        super().__init__()
        self.gconv_input = SemGraphConv(2, hid_dim, adj)
        self.gconv_layers = nn.ModuleList(SemGraphConv(hid_dim, hid_dim, adj) for _ in range(num_layers))
        self.gconv_output = SemGraphConv(hid_dim, 3, adj)

    def forward(self, x):
        x = torch.relu(self.gconv_input(x))
        for layer in self.gconv_layers:
            x = x + torch.relu(layer(x))
        return self.gconv_output(x)


def write_released_model(folder):
    skeleton = Skeleton()
    skeleton.remove_joint(NOSE)
    path = os.path.join(folder, "ckpt_semgcn.pth.tar")
    torch.save({"epoch": 50, "state_dict": SemGCN(skeleton.adjacency()).state_dict()}, path)
    return path


evaluate = write_released_model(tempfile.mkdtemp())
dataset = Human36M(subjects=["S9", "S11"])
model_pos = SemGCN(dataset.skeleton.adjacency(), hid_dim=64)
ckpt = torch.load(evaluate)
model_pos.load_state_dict(ckpt["state_dict"])
model_pos.eval()
with torch.no_grad():
    error = [(model_pos(p2) - p3).norm(dim=-1).mean() for p2, p3 in zip(dataset.poses_2d.split(8), dataset.poses_3d.split(8))]
print(f"epoch {ckpt['epoch']}: MPJPE {1000 * torch.stack(error).mean():.1f} mm")
