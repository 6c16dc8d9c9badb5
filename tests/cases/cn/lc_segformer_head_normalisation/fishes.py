import torch
from torch.utils.data import Dataset


class FishParts(Dataset):
    """Background, body and fin, drawn as ellipses."""

    def __init__(self, n, size):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        h, w = self.size
        yy, xx = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
        cy, cx = (torch.rand(2, generator=g) * 24 + 20).tolist()
        mask = torch.zeros(h, w, dtype=torch.long)
        mask[((yy - cy) / 9) ** 2 + ((xx - cx) / 18) ** 2 < 1] = 1
        mask[((yy - cy) / 8) ** 2 + ((xx - cx - 16) / 5) ** 2 < 1] = 2
        img = torch.stack([mask == 1, mask == 2, mask == 0]).float()
        return img + 0.3 * torch.randn(3, h, w, generator=g), mask
