import numpy as np
import torch
from torch.utils.data import Dataset


class HelmetDataset(Dataset):
    """Building-site pictures; each object is (class, x, y, w, h), relative to the picture."""

    def __init__(self, n, img_size):
        self.n, self.img_size = n, img_size

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        rng = np.random.default_rng(index)
        img = torch.from_numpy(rng.random((3, self.img_size, self.img_size), dtype=np.float32))
        k = int(rng.integers(1, 4))
        boxes = np.concatenate([rng.integers(0, 2, (k, 1)), rng.uniform(0.1, 0.9, (k, 2)),
                                rng.uniform(0.05, 0.3, (k, 2))], 1)
        return img, torch.tensor(boxes, dtype=torch.float32)

    @staticmethod
    def collate_fn(batch):
        imgs, boxes = zip(*batch)
        targets = [torch.cat([torch.full((len(b), 1), float(i)), b], 1) for i, b in enumerate(boxes)]
        return torch.stack(imgs), torch.cat(targets)
