import math

import torch
from torch.utils.data import Dataset


class SpeechCommands(Dataset):
    """Synthetic one-second commands at 4 kHz; some recordings are a little short."""

    def __init__(self, n_items, n_classes, transform, seed):
        self.transform = transform
        g = torch.Generator().manual_seed(seed)
        self.items = []
        for k in range(n_items):
            label = k % n_classes
            n = int(torch.randint(3400, 4001, (1,), generator=g))
            t = torch.arange(n) / 4000
            wave = torch.sin(2 * math.pi * (150 + 90 * label) * t) + 0.1 * torch.randn(n, generator=g)
            self.items.append((wave.unsqueeze(0), label))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        wave, label = self.items[i]
        return self.transform(wave), label
