import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class DatasetCustom(Dataset):
    """Sliding windows over daily prices; y starts label_len days before the forecast."""

    def __init__(self, size, n_days=240, n_columns=8):
        self.seq_len, self.label_len, self.pred_len = size
        steps = np.random.RandomState(3).normal(size=(n_days, n_columns))
        prices = steps.cumsum(axis=0)
        prices = (prices - prices.mean(0)) / prices.std(0)
        self.data = torch.from_numpy(prices.astype(np.float32))

    def __len__(self):
        return len(self.data) - self.seq_len - self.pred_len + 1

    def __getitem__(self, index):
        s_end = index + self.seq_len
        r_begin = s_end - self.label_len
        r_end = r_begin + self.label_len + self.pred_len
        return self.data[index:s_end], self.data[r_begin:r_end]


def data_provider(args):
    data_set = DatasetCustom(size=(args["seq_len"], args["label_len"], args["pred_len"]),
                             n_columns=args["enc_in"])
    return DataLoader(data_set, batch_size=args["batch_size"], shuffle=True, drop_last=True)
