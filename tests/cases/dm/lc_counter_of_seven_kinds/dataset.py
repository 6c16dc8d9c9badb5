import torch
from torch.utils.data import Dataset


class MOCDataset(Dataset):
    """rgb and nir tile with one density map per category"""

    def __init__(self, size, num_classes, log_para, n=8):
        self.size, self.num_classes, self.log_para, self.n = size, num_classes, log_para, n

    def __len__(self):
        return self.n

    def __getitem__(self, idx):
        g = torch.Generator().manual_seed(idx)
        rgb = torch.rand(3, *self.size, generator=g)
        nir = torch.rand(1, *self.size, generator=g)
        den = (torch.rand(self.num_classes, *self.size, generator=g) > 0.995).float()
        return rgb, nir, den * self.log_para
