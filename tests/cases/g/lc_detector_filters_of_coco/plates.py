import torch
from torch.utils.data import Dataset


class Plates(Dataset):
    """Car pictures with the box of one number plate: x, y, w, h as parts of the side."""

    def __len__(self):
        return 6

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return torch.rand(3, 88, 88, generator=g), torch.rand(4, generator=g)
