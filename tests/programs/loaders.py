"""Two loader workers under each start method, then one that fails."""

import sys

import torch
from torch.utils.data import DataLoader, Dataset


class Squares(Dataset):
    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length

    def __getitem__(self, i):
        if self.length == 3 and i == 2:
            raise KeyError("no sample 2")
        return torch.tensor([i * i]), sys.modules["__main__"].__name__


if __name__ == "__main__":
    for method in ("fork", "spawn", "forkserver"):
        for batch, names in DataLoader(Squares(4), batch_size=2, num_workers=2, multiprocessing_context=method):
            print(method, batch.tolist(), *names)
    list(DataLoader(Squares(3), batch_size=2, num_workers=2))
