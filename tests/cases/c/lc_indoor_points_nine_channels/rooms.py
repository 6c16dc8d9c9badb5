import torch
from torch.utils.data import Dataset

CLASSES = ["ceiling", "floor", "wall", "beam", "column", "window", "door", "clutter"]


class RoomBlocks(Dataset):
    """Blocks of 1 m x 1 m: position in the block, colour, position in the room."""

    def __init__(self, npoint, n_blocks=8):
        self.npoint, self.n_blocks = npoint, n_blocks

    def __len__(self):
        return self.n_blocks

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        xyz = torch.rand(self.npoint, 3, generator=g) * torch.tensor([1.0, 1.0, 3.0])
        rgb = torch.rand(self.npoint, 3, generator=g)
        room = xyz / xyz.max(0).values
        points = torch.cat([xyz - xyz.mean(0), rgb, room], dim=1)
        labels = torch.randint(0, len(CLASSES), (self.npoint,), generator=g)
        return points, labels
