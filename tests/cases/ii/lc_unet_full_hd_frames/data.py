import torch
from torch.utils.data import Dataset

PATCH = 64


def frame(seed, height=1080 // 4, width=1920 // 4):
    g = torch.Generator().manual_seed(seed)
    return torch.rand(3, height, width, generator=g)


class NoisyPatches(Dataset):
    def __init__(self, n, sigma=0.1):
        self.n, self.sigma = n, sigma

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        full = frame(i)
        top = int(torch.randint(0, full.shape[1] - PATCH, (1,), generator=g))
        left = int(torch.randint(0, full.shape[2] - PATCH, (1,), generator=g))
        clean = full[:, top:top + PATCH, left:left + PATCH]
        return clean + self.sigma * torch.randn(clean.shape, generator=g), clean
