import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class StationReadings(Dataset):
    """Hourly readings of the sensors of one station, standardised."""

    def __init__(self, size, n_hours=140, n_sensors=25):
        self.seq_len, self.label_len, self.pred_len = size
        t = np.arange(n_hours)[:, None]
        data = np.sin(t / 24 * 2 * np.pi + np.arange(n_sensors)) + 0.1 * np.random.default_rng(2).normal(size=(n_hours, n_sensors))
        self.data = ((data - data.mean(0)) / data.std(0)).astype(np.float32)

    def __getitem__(self, index):
        s_end = index + self.seq_len
        r_begin = s_end - self.label_len
        r_end = r_begin + self.label_len + self.pred_len
        return torch.from_numpy(self.data[index:s_end]), torch.from_numpy(self.data[r_begin:r_end])

    def __len__(self):
        return len(self.data) - self.seq_len - self.pred_len + 1


def build_loader(args):
    dataset = StationReadings((args.seq_len, args.label_len, args.pred_len))
    return DataLoader(dataset, batch_size=args.batch_size, shuffle=True, drop_last=True)
