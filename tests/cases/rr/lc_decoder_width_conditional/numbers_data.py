import torch
from torch.utils.data import Dataset

SOS = 10
VOCAB = 11


class ReversedDigits(Dataset):
    def __init__(self, n, length, seed):
        g = torch.Generator().manual_seed(seed)
        self.src = torch.randint(0, 10, (n, length), generator=g)

    def __len__(self):
        return len(self.src)

    def __getitem__(self, i):
        return self.src[i], self.src[i].flip(0)
