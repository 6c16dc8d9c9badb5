import torch
from torch.utils.data import Dataset


class ScanPairs(Dataset):
    """Two brain scans per entry, resampled to one size."""

    def __init__(self, size, n=2):
        self.size, self.n = size, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        scan = torch.rand(1, *self.size, generator=g)
        return scan, scan.roll(2, dims=1)
