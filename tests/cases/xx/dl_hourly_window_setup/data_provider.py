import numpy as np
from torch.utils.data import DataLoader, Dataset


def read_hourly_load(n_hours, n_clients):
    rng = np.random.default_rng(11)
    hours = np.arange(n_hours)[:, None]
    daily = np.sin(2 * np.pi * hours / 24 + rng.uniform(0, 6, n_clients))
    return (daily + 0.1 * rng.normal(size=(n_hours, n_clients))).astype(np.float32)


class Dataset_Custom(Dataset):
    def __init__(self, flag, size, n_clients):
        self.seq_len, self.label_len, self.pred_len = size
        data = read_hourly_load(600, n_clients)
        num_train, num_test = 420, 120
        border1 = {"train": 0, "val": num_train - self.seq_len, "test": 600 - num_test - self.seq_len}[flag]
        border2 = {"train": num_train, "val": 600 - num_test, "test": 600}[flag]
        mean, std = data[:num_train].mean(0), data[:num_train].std(0)
        self.data = (data[border1:border2] - mean) / std

    def __len__(self):
        return len(self.data) - self.seq_len - self.pred_len + 1

    def __getitem__(self, index):
        s_begin = index
        s_end = s_begin + self.seq_len
        r_begin = s_end - self.label_len
        r_end = r_begin + self.label_len + self.pred_len
        return self.data[s_begin:s_end], self.data[r_begin:r_end]


def data_provider(args, flag):
    data_set = Dataset_Custom(flag, (args.seq_len, args.label_len, args.pred_len), args.enc_in)
    print(flag, len(data_set))
    return DataLoader(data_set, batch_size=args.batch_size, shuffle=flag == "train", drop_last=flag == "train")
