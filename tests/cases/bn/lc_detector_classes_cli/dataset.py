import torch
from torch.utils.data import Dataset


class CoinImages(Dataset):
    """Photographs of coins on a table, one box list (x, y, w, h, class) per picture."""

    def __init__(self, cfg, n=8, max_boxes=6):
        self.cfg, self.n, self.max_boxes = cfg, n, max_boxes

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        img = torch.rand(3, self.cfg["height"], self.cfg["width"], generator=g)
        count = 1 + i % self.max_boxes
        boxes = torch.full((self.max_boxes, 5), -1.0)
        boxes[:count, :2] = torch.rand(count, 2, generator=g) * self.cfg["width"]
        boxes[:count, 2:4] = 10 + torch.rand(count, 2, generator=g) * 30
        boxes[:count, 4] = torch.randint(0, self.cfg["classes"], (count,), generator=g).float()
        return img, boxes
