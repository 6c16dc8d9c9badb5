import random

import numpy as np
from data.base import get_transform
from PIL import Image
from torch.utils.data import Dataset


class UnalignedDataset(Dataset):
    """Two collections of pictures without pairs."""

    def __init__(self, opt, n_a=8, n_b=6):
        rng = np.random.RandomState(0)
        self.a = [rng.randint(0, 256, (90, 100, 3), dtype=np.uint8) for _ in range(n_a)]
        self.b = [rng.randint(0, 256, (80, 80, 3), dtype=np.uint8) for _ in range(n_b)]
        self.transform = get_transform(opt)

    def __len__(self):
        return max(len(self.a), len(self.b))

    def __getitem__(self, i):
        first = Image.fromarray(self.a[i % len(self.a)])
        second = Image.fromarray(random.choice(self.b))
        return {"A": self.transform(first), "B": self.transform(second)}
