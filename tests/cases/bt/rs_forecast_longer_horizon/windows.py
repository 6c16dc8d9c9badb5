import torch
from torch.utils.data import Dataset


class HouseholdLoad:
    def __init__(self, days, per_day=48, seed=7):
        self.n, self.per_day = days * per_day, per_day
        self.g = torch.Generator().manual_seed(seed)

    def series(self):
        t = torch.arange(self.n)
        daily = torch.sin(2 * torch.pi * t / self.per_day)
        return 1.5 + daily + 0.2 * torch.randn(self.n, generator=self.g)


class WindowDataset(Dataset):
    def __init__(self, series, window, horizon, stride=1):
        self.series, self.window, self.horizon = series[:, None], window, horizon
        self.starts = range(0, len(series) - window - horizon + 1, stride)

    def __len__(self):
        return len(self.starts)

    def __getitem__(self, i):
        s = self.starts[i]
        mid = s + self.window
        return self.series[s:mid], self.series[mid:mid + self.horizon]
