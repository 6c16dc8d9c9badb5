"""Two loader workers under each start method."""

import sys

import torch
from torch.utils.data import DataLoader, Dataset


class Squares(Dataset):
    def __len__(self):
        return 6

    def __getitem__(self, i):
        if len(sys.argv) > 1 and i == 4:
            raise KeyError("no sample 4")
        return torch.tensor([i * i]), sys.modules["__main__"].__name__


if __name__ == "__main__":
    torch.manual_seed(0)
    for method in ("fork", "spawn", "forkserver"):
        for batch, names in DataLoader(Squares(), batch_size=3, num_workers=2, multiprocessing_context=method):
            print(method, batch.tolist(), names)
