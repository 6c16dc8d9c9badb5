import torch
from torch.utils.data import DataLoader, Dataset


class StepWindows(Dataset):
    """Per stock and day: the last steps of all indicators, and in the last column the return."""

    def __init__(self, step_len, d_feat, n=48):
        self.data = torch.randn(n, step_len, d_feat + 1, generator=torch.Generator().manual_seed(7))

    def __len__(self):
        return len(self.data)

    def __getitem__(self, i):
        return self.data[i]


def windows(step_len, d_feat):
    return DataLoader(StepWindows(step_len, d_feat), batch_size=16)
