import torch
from torch.utils.data import Dataset


class StrokeDWI(Dataset):
    """One diffusion weighted volume per patient and three overlapping regions: core, penumbra, oedema."""

    def __init__(self, n, patch=(32, 32, 16), seed=0):
        self.n, self.patch, self.seed = n, patch, seed

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(self.seed + i)
        image = torch.randn(1, *self.patch, generator=g)
        core = image[0] > 1.5
        penumbra = image[0] > 1.0
        oedema = image[0] > 0.5
        return {"image": image, "label": torch.stack([core, penumbra, oedema]).float()}
