import torch
from torch.utils.data import Dataset


class GOSDataset(Dataset):
    def __init__(self, n, size, classes):
        self.n, self.size, self.classes = n, size, classes

    def __len__(self):
        return self.n

    def __getitem__(self, idx):
        g = torch.Generator().manual_seed(idx)
        index = torch.randint(0, self.classes, (self.size, self.size), generator=g)
        masks = torch.stack([(index == c).float() for c in range(self.classes)])
        return {"imidx": idx, "image": torch.rand(3, self.size, self.size, generator=g), "label": masks}
