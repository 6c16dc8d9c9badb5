import torch
from torch.utils.data import Dataset


class PersonCrops(Dataset):
    """Person crops with gaussian joint heatmaps; sizes are (width, height)."""

    def __init__(self, cfg, n=8):
        self.cfg, self.n = cfg, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        w, h = self.cfg.IMAGE_SIZE
        image = torch.rand(3, h, w, generator=g)
        return image, self.heatmaps(torch.rand(self.cfg.NUM_JOINTS, 2, generator=g))

    def heatmaps(self, joints):
        w, h = self.cfg.HEATMAP_SIZE
        ys = torch.arange(h).view(1, h, 1)
        xs = torch.arange(w).view(1, 1, w)
        cx = (joints[:, 0] * w).view(-1, 1, 1)
        cy = (joints[:, 1] * h).view(-1, 1, 1)
        return torch.exp(-((xs - cx) ** 2 + (ys - cy) ** 2) / (2 * self.cfg.SIGMA ** 2))
