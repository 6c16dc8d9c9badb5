import torch
from torch.utils.data import Dataset


class FacadesDataset(Dataset):
    """Label maps of house fronts and their photographs; the set has no instance maps."""

    def __init__(self, opt, n=4):
        self.opt, self.n = opt, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        size = self.opt.crop_size
        label = torch.randint(0, self.opt.label_nc, (1, size, size), generator=g)
        return {"label": label, "image": torch.rand(3, size, size, generator=g) * 2 - 1}
