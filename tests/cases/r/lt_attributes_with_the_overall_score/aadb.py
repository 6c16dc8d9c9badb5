import torch
from torch.utils.data import Dataset

ATTRIBUTES = [
    "BalacingElements", "ColorHarmony", "Content", "DoF", "Light", "MotionBlur",
    "Object", "Repetition", "RuleOfThirds", "Symmetry", "VividColor", "score",
]


class AADB(Dataset):
    """Pictures with the mean of the ratings that people gave them."""

    def __init__(self, n=24, size=32):
        self.images = torch.rand(n, 3, size, size)
        self.labels = torch.rand(n, len(ATTRIBUTES))

    def __len__(self):
        return len(self.images)

    def __getitem__(self, idx):
        return self.images[idx], self.labels[idx]
