import argparse

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser(description="Autoformer & Linear family for Time Series Forecasting")
parser.add_argument("--model", default="NLinear")
parser.add_argument("--seq_len", type=int, default=96, help="input sequence length")
parser.add_argument("--label_len", type=int, default=48, help="start token length")
parser.add_argument("--pred_len", type=int, default=96, help="prediction sequence length")
parser.add_argument("--enc_in", type=int, default=7)
parser.add_argument("--batch_size", type=int, default=32)
parser.add_argument("--learning_rate", type=float, default=0.005)


class Dataset_Custom(Dataset):
    def __init__(self, size, enc_in, n=120):
        self.seq_len, self.label_len, self.pred_len = size
        rng = np.random.default_rng(0)
        self.data_x = self.data_y = rng.normal(size=(n, enc_in)).cumsum(0).astype(np.float32)

    def __getitem__(self, index):
        s_begin = index
        s_end = s_begin + self.seq_len
        r_begin = s_end - self.label_len
        r_end = r_begin + self.label_len + self.pred_len
        return self.data_x[s_begin:s_end], self.data_y[r_begin:r_end]

    def __len__(self):
        return len(self.data_x) - self.seq_len - self.pred_len + 1


class NLinear(nn.Module):
    """Subtracts the last value, then one linear layer over time."""

    def __init__(self, seq_len, pred_len):
        super().__init__()
        self.linear = nn.Linear(seq_len, pred_len)

    def forward(self, x):
        last = x[:, -1:, :].detach()
        x = self.linear((x - last).permute(0, 2, 1)).permute(0, 2, 1)
        return x + last


def train(args):
    dataset = Dataset_Custom([args.seq_len, args.label_len, args.pred_len], args.enc_in)
    loader = DataLoader(dataset, batch_size=args.batch_size, shuffle=True, drop_last=True)
    model = NLinear(args.seq_len, args.pred_len)
    optim = torch.optim.Adam(model.parameters(), lr=args.learning_rate)
    criterion = nn.MSELoss()
    for i, (batch_x, batch_y) in enumerate(loader):
        outputs = model(batch_x)
        batch_y = batch_y[:, -args.pred_len:, :]
        loss = criterion(outputs, batch_y)
        optim.zero_grad()
        loss.backward()
        optim.step()
        print("iters: {0} | loss: {1:.7f}".format(i, loss.item()))


torch.manual_seed(2021)
train(parser.parse_args(["--seq_len", "6", "--pred_len", "6", "--enc_in", "21", "--batch_size", "16"]))
