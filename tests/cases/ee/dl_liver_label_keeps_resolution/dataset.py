import numpy as np
import torch
from torch.utils.data import Dataset

from preprocess import LITSPreprocess


def read_volume(i):
    rng = np.random.default_rng(i)
    ct = rng.normal(0, 150, (10 + i % 3, 64, 64))
    seg = np.zeros(ct.shape, np.uint8)
    seg[3:7, 16:40, 20:48] = 1
    seg[4:6, 20:26, 30:36] = 2
    return ct, seg, 2.0


class LitsDataset(Dataset):
    def __init__(self, n=6, crop_slices=8):
        pre = LITSPreprocess()
        self.items = [pre.process(*read_volume(i)) for i in range(n)]
        self.crop = crop_slices

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        ct, seg = self.items[i]
        start = np.random.default_rng(i).integers(0, len(ct) - self.crop)
        ct, seg = ct[start:start + self.crop], seg[start:start + self.crop]
        return torch.from_numpy(ct)[None].float(), torch.from_numpy(seg)[None].float()
