import torch
from torch.utils.data import Dataset


class CTVolumes(Dataset):
    """Crops around a nodule, one channel, z y x."""

    def __init__(self, n=4, shape=(16, 32, 32)):
        g = torch.Generator().manual_seed(3)
        self.vol = torch.randn(n, 1, *shape, generator=g)
        self.label = torch.randint(0, 2, (n,), generator=g)

    def __len__(self):
        return len(self.vol)

    def __getitem__(self, i):
        return {"data.input.img": self.vol[i], "data.gt.label": self.label[i]}
