import math

import torch
from torch.utils.data import Dataset


class Sales(Dataset):
    def __init__(self, encoder_length, n_stores=4, days=48):
        self.length = encoder_length
        t = torch.arange(days) * 2 * math.pi / 7
        self.windows = []
        for s in range(n_stores):
            noise = torch.randn(days, generator=torch.Generator().manual_seed(s))
            volume = 1 + 0.1 * s + torch.sin(t + s) + 0.2 * noise
            weekday = torch.arange(days) % 7 / 6
            table = torch.stack([volume, weekday], dim=1)
            self.windows += [(table[k:k + self.length], volume[k + self.length]) for k in range(days - self.length)]

    def __len__(self):
        return len(self.windows)

    def __getitem__(self, i):
        return self.windows[i]
