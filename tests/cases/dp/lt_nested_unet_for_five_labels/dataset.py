import numpy as np
import torch
from torch.utils.data import Dataset


class Images_Dataset(Dataset):
    """Colour picture and a one-channel label picture with the values 0 to 4."""

    def __init__(self, n=8, size=32):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        image = rng.random((3, self.size, self.size), dtype="float32")
        label = rng.integers(0, 5, (self.size, self.size))
        return torch.from_numpy(image), torch.from_numpy(label).unsqueeze(0).float()
