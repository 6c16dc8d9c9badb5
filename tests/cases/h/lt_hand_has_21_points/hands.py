import torch
from torch.utils.data import Dataset

FINGERS = ("thumb", "index", "middle", "ring", "little")
JOINTS = ["wrist"] + [f"{finger}{k}" for finger in FINGERS for k in range(1, 5)]


class Hands(Dataset):
    """A picture of a hand and one heatmap for each joint, at a quarter of the size."""

    def __init__(self, img_size):
        self.img_size, self.map_size = img_size, img_size // 4

    def __len__(self):
        return 8

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = torch.rand(3, self.img_size, self.img_size, generator=g)
        grid = torch.arange(self.map_size).float()
        maps = []
        for _ in JOINTS:
            x, y = (torch.rand(2, generator=g) * self.map_size).tolist()
            maps.append(torch.exp(-((grid - x)[None] ** 2 + (grid - y)[:, None] ** 2) / 4))
        return image, torch.stack(maps)
