import torch
from torch.utils.data import TensorDataset


def half_spheres(n, n_points, seed=0):
    """Partial clouds (points of the upper half) and the spheres they belong to."""
    g = torch.Generator().manual_seed(seed)
    complete = torch.nn.functional.normalize(torch.randn(n, n_points, 3, generator=g), dim=-1)
    partial = complete.clone()
    partial[..., 2].abs_()
    return TensorDataset(partial, complete)


def chamfer(a, b):
    d = torch.cdist(a, b)
    return d.min(dim=2).values.mean() + d.min(dim=1).values.mean()
