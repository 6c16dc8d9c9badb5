import torch
from torch.utils.data import Dataset


class ListDataset(Dataset):
    """One object per picture: class, and the centre as a fraction of the picture."""

    def __init__(self, n, width, height, num_classes):
        g = torch.Generator().manual_seed(8)
        self.images = torch.rand(n, 3, height, width, generator=g)
        self.classes = torch.randint(0, num_classes, (n,), generator=g)
        self.centres = torch.rand(n, 2, generator=g) * 0.99

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.images[i], self.classes[i], self.centres[i]
