import argparse

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser(description="Long-term forecasting")
parser.add_argument("--model", default="NLinear")
parser.add_argument("--features", default="M")
# forecasting task
parser.add_argument("--seq_len", type=int, default=96, help="input sequence length")
parser.add_argument("--label_len", type=int, default=48, help="start token length")
parser.add_argument("--pred_len", type=int, default=96, help="prediction sequence length")
parser.add_argument("--enc_in", type=int, default=7)
# optimisation
parser.add_argument("--train_epochs", type=int, default=1)
parser.add_argument("--batch_size", type=int, default=32)
parser.add_argument("--learning_rate", type=float, default=1e-4)

COMMAND = "--model NLinear --features M --seq_len 6 --pred_len 6 --enc_in 21 --batch_size 16 --learning_rate 0.005"


class DatasetCustom(Dataset):
    def __init__(self, size, n_series, flag="train", n_rows=400):
        self.seq_len, self.label_len, self.pred_len = size
        t = np.arange(n_rows)[:, None]
        rng = np.random.default_rng(0)
        raw = np.sin(2 * np.pi * t / 24 + rng.random(n_series)) + 0.1 * rng.normal(size=(n_rows, n_series))
        num_train = int(n_rows * 0.7)
        border1, border2 = (0, num_train) if flag == "train" else (num_train - self.seq_len, n_rows)
        mean, std = raw[:num_train].mean(0), raw[:num_train].std(0)
        self.data = ((raw - mean) / std)[border1:border2].astype(np.float32)

    def __getitem__(self, index):
        s_begin = index
        s_end = s_begin + self.seq_len
        r_begin = s_end - self.label_len
        r_end = r_begin + self.label_len + self.pred_len
        return self.data[s_begin:s_end], self.data[r_begin:r_end]

    def __len__(self):
        return len(self.data) - self.seq_len - self.pred_len + 1


class NLinear(nn.Module):
    """Normalization-linear: subtract the last value, map, add it back."""

    def __init__(self, args):
        super().__init__()
        self.linear = nn.Linear(args.seq_len, args.pred_len)

    def forward(self, x):
        last = x[:, -1:, :].detach()
        x = self.linear((x - last).permute(0, 2, 1)).permute(0, 2, 1)
        return x + last


def data_provider(args, flag):
    data_set = DatasetCustom(size=[args.seq_len, args.label_len, args.pred_len], n_series=args.enc_in, flag=flag)
    print(flag, len(data_set))
    return DataLoader(data_set, batch_size=args.batch_size, shuffle=flag == "train", drop_last=True)


def train(args):
    torch.manual_seed(2021)
    model = NLinear(args)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.learning_rate)
    criterion = nn.MSELoss()
    train_loader = data_provider(args, "train")
    for epoch in range(args.train_epochs):
        losses = []
        for batch_x, batch_y in train_loader:
            optimizer.zero_grad()
            outputs = model(batch_x)
            loss = criterion(outputs[:, -args.pred_len:], batch_y[:, -args.pred_len:])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        print(f"Epoch: {epoch + 1} | Train Loss: {np.mean(losses):.5f}")


if __name__ == "__main__":
    train(parser.parse_args(COMMAND.split()))
