import torch
from torch.utils.data import Dataset
from torchvision.transforms import v2


class TwoViews(Dataset):
    """Unlabelled satellite tiles; every item is a pair of augmented views."""

    def __init__(self, n, tile):
        self.tiles = torch.rand(n, 3, tile + 16, tile + 16)
        self.view = v2.Compose([
            v2.RandomResizedCrop(tile, scale=(0.3, 1.0), antialias=True),
            v2.RandomHorizontalFlip(),
            v2.RandomVerticalFlip(),
            v2.GaussianBlur(3),
        ])

    def __len__(self):
        return len(self.tiles)

    def __getitem__(self, i):
        return self.view(self.tiles[i]), self.view(self.tiles[i])
