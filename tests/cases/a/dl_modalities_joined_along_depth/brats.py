import numpy as np
import torch
from torch.utils.data import Dataset

MODALITIES = ("t1", "t1ce", "t2", "flair")


class BratsVolumes(Dataset):
    """Sub-volumes of the four MRI sequences and a label map with four classes."""

    def __init__(self, n=4, crop=(16, 24, 24)):
        self.n, self.crop = n, crop

    def __len__(self):
        return self.n

    def load_medical_image(self, index, kind):
        rng = np.random.default_rng(97 * index + len(kind))
        volume = rng.normal(size=self.crop).astype(np.float32)
        return torch.from_numpy((volume - volume.mean()) / volume.std())

    def __getitem__(self, index):
        images = [self.load_medical_image(index, kind) for kind in MODALITIES]
        seg = torch.randint(0, 4, self.crop, generator=torch.Generator().manual_seed(index))
        return (*images, seg)
