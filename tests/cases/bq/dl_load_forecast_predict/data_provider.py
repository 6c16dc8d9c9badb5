import numpy as np
from torch.utils.data import DataLoader, Dataset


def synthetic_load(hours=400):
    t = np.arange(hours)
    rng = np.random.RandomState(3)
    base = np.stack([np.sin(2 * np.pi * t / 24 + p) for p in (0.0, 0.7, 1.9)], axis=1)
    return (base + 0.1 * rng.randn(hours, 3)).astype(np.float32)


def time_marks(first, count):
    t = np.arange(first, first + count)
    return np.stack([t % 24 / 23 - 0.5, t // 24 % 7 / 6 - 0.5], axis=1).astype(np.float32)


class LoadWindows(Dataset):
    def __init__(self, args):
        self.a = args
        self.values = synthetic_load()

    def __len__(self):
        return 32

    def __getitem__(self, i):
        s_end = i + self.a.seq_len
        r_begin = s_end - self.a.label_len
        r_end = s_end + self.a.pred_len
        return (self.values[i:s_end], self.values[r_begin:r_end],
                time_marks(i, self.a.seq_len), time_marks(r_begin, r_end - r_begin))


class LoadFuture(Dataset):
    """The most recent window; nothing is known behind its end."""

    def __init__(self, args):
        self.a = args
        self.values = synthetic_load()[-args.seq_len:]

    def __len__(self):
        return 1

    def __getitem__(self, i):
        r_begin = self.a.seq_len - self.a.label_len
        seq_y = self.values[r_begin:]
        return (self.values, seq_y,
                time_marks(0, self.a.seq_len), time_marks(r_begin, self.a.label_len + self.a.pred_len))


def data_provider(args, flag):
    if flag == "pred":
        return DataLoader(LoadFuture(args), batch_size=1)
    return DataLoader(LoadWindows(args), batch_size=args.batch_size, shuffle=True)
