import numpy as np
import torch
from torch.utils.data import Dataset

COLUMNS = {"ETTh1": 7, "WTH": 12, "ECL": 321, "custom": 25}


class WindowedSeries(Dataset):
    def __init__(self, args, steps=260):
        rng = np.random.default_rng(11)
        n = COLUMNS[args.data] if args.features == "M" else 1
        t = np.arange(steps)[:, None]
        values = np.sin(t / (4.0 + np.arange(n))) + 0.1 * rng.normal(size=(steps, n))
        self.values = ((values - values.mean(0)) / values.std(0)).astype(np.float32)
        hour, day = t % 24 / 23.0 - 0.5, t // 24 % 7 / 6.0 - 0.5
        self.stamp = np.concatenate([hour, day], axis=1).astype(np.float32)
        self.seq, self.label, self.pred = args.seq_len, args.label_len, args.pred_len

    def __len__(self):
        return len(self.values) - self.seq - self.pred + 1

    def __getitem__(self, i):
        s_end = i + self.seq
        r_begin, r_end = s_end - self.label, s_end + self.pred
        parts = (self.values[i:s_end], self.values[r_begin:r_end], self.stamp[i:s_end], self.stamp[r_begin:r_end])
        return tuple(torch.from_numpy(p) for p in parts)
