import torch
from torch.utils.data import Dataset


class TrafficWindows(Dataset):
    """Sliding windows over the counts of several roads."""

    def __init__(self, seq_len, label_len, pred_len, channels, steps=160):
        t = torch.arange(steps).float()[:, None]
        self.series = torch.sin(t / 7 + torch.arange(channels)) + 0.1 * torch.randn(steps, channels)
        self.seq_len, self.label_len, self.pred_len = seq_len, label_len, pred_len

    def __len__(self):
        return len(self.series) - self.seq_len - self.pred_len + 1

    def __getitem__(self, i):
        end = i + self.seq_len
        start = end - self.label_len
        return self.series[i:end], self.series[start:end + self.pred_len]
