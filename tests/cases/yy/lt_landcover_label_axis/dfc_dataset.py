import os

import numpy as np
import torch
from torch.utils.data import Dataset

DFC_CLASSES = 8


def export_scenes(root, n=12, size=32):
    rng = np.random.default_rng(20)
    for kind, bands in (("s1", 2), ("s2", 13)):
        os.makedirs(os.path.join(root, kind))
        for i in range(n):
            np.save(os.path.join(root, kind, f"p{i}.npy"), rng.normal(size=(bands, size, size)).astype(np.float32))
    os.makedirs(os.path.join(root, "dfc"))
    for i in range(n):
        np.save(os.path.join(root, "dfc", f"p{i}.npy"), rng.integers(1, DFC_CLASSES + 1, (1, size, size)))


class DFCDataset(Dataset):
    def __init__(self, root, ids):
        self.root, self.ids = root, list(ids)

    def __len__(self):
        return len(self.ids)

    def _band_stack(self, kind, i):
        return torch.from_numpy(np.load(os.path.join(self.root, kind, f"p{i}.npy")))

    def __getitem__(self, index):
        i = self.ids[index]
        label = self._band_stack("dfc", i).long() - 1
        return {"s1": self._band_stack("s1", i), "s2": self._band_stack("s2", i), "label": label}
