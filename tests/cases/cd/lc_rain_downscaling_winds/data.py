import torch
import torch.nn.functional as F
from torch.utils.data import Dataset


class PairedFields(Dataset):
    """Fine fields and the same fields averaged to the coarse grid."""

    def __init__(self, names, coarse_shape, factor, n=16):
        g = torch.Generator().manual_seed(11)
        h, w = (s * factor for s in coarse_shape)
        self.fine = {}
        for name in names:
            field = torch.randn(n, 1, h, w, generator=g)
            self.fine[name] = F.avg_pool2d(field, 5, stride=1, padding=2)[:, 0] * 3
        self.factor, self.n = factor, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        fine = {k: v[i] for k, v in self.fine.items()}
        coarse = {k: F.avg_pool2d(v[None, None], self.factor)[0, 0] for k, v in fine.items()}
        return fine, coarse


def pack(fields, names):
    return torch.stack([fields[n] for n in names], dim=1)
