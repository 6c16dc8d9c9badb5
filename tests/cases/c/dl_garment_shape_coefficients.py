import os
import tempfile
from dataclasses import dataclass

import numpy as np
import torch


@dataclass
class Paths:
    root: str
    gender: str = "female"
    garment: str = "t-shirt"

    @property
    def beta(self):
        return os.path.join(self.root, f"{self.garment}_{self.gender}_beta.npy")


class BodyModel:
    """Linear blend shapes and a rigid rotation, as in SMPL."""

    def __init__(self, n_vertices=431, n_shape=10, n_joints=24):
        g = torch.Generator().manual_seed(0)
        self.template = torch.rand(n_vertices, 3, generator=g)
        self.shapedirs = torch.randn(n_shape, n_vertices * 3, generator=g) * 0.01
        self.weights = torch.rand(n_vertices, n_joints, generator=g).softmax(dim=1)

    def __call__(self, beta, theta):
        offsets = torch.matmul(beta, self.shapedirs).view(len(beta), -1, 3)
        rest = self.template + offsets
        angle = theta.view(len(theta), -1, 3).norm(dim=2)
        bend = (self.weights @ angle.t()).t()
        c, s = bend.cos(), bend.sin()
        x, y, z = rest.unbind(-1)
        return torch.stack([c * x - s * y, s * x + c * y, z], dim=-1)


def store_dataset(paths, n=6):
    rng = np.random.default_rng(2)
    np.save(paths.beta, rng.normal(size=(n, 300)).astype(np.float32))


def visualize(paths, frames=4):
    betas = torch.from_numpy(np.load(paths.beta))
    smpl = BodyModel()
    for k, beta in enumerate(betas):
        theta = torch.randn(frames, 72) * 0.1
        vertices = smpl(beta.expand(frames, -1), theta)
        print(f"shape {k}: {vertices.shape[1]} vertices, height {vertices[..., 1].max().item():.3f}")


with tempfile.TemporaryDirectory() as root:
    where = Paths(root)
    store_dataset(where)
    visualize(where)
