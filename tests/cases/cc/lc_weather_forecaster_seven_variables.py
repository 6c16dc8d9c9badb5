"""Long-horizon forecasting with an encoder-decoder transformer on a custom csv."""
import argparse
import csv
import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser(description="Transformer for time series forecasting")
# data
parser.add_argument("--data_path", type=str, default="weather.csv")
parser.add_argument("--features", type=str, default="M", help="M: all columns -> all columns, S: target only")
parser.add_argument("--target", type=str, default="OT")
parser.add_argument("--seq_len", type=int, default=36)
parser.add_argument("--label_len", type=int, default=12)
parser.add_argument("--pred_len", type=int, default=24)
# model
parser.add_argument("--enc_in", type=int, default=7, help="encoder input size")
parser.add_argument("--dec_in", type=int, default=7, help="decoder input size")
parser.add_argument("--c_out", type=int, default=7, help="output size")
parser.add_argument("--d_model", type=int, default=32)
parser.add_argument("--n_heads", type=int, default=4)
# optimisation
parser.add_argument("--batch_size", type=int, default=16)
parser.add_argument("--train_epochs", type=int, default=1)
parser.add_argument("--learning_rate", type=float, default=1e-3)


def write_weather(path, rows=180, columns=20):
    rng = np.random.default_rng(2021)
    walk = np.cumsum(rng.normal(size=(rows, columns + 1)), axis=0)
    with open(path, "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(["date"] + [f"v{k}" for k in range(columns)] + ["OT"])
        for t in range(rows):
            w.writerow([f"2020-01-{1 + t // 144:02d} {t % 144}"] + [f"{v:.4f}" for v in walk[t]])


class Dataset_Custom(Dataset):
    def __init__(self, path, args):
        self.seq_len, self.label_len, self.pred_len = args.seq_len, args.label_len, args.pred_len
        with open(path) as f:
            rows = list(csv.reader(f))
        header = rows[0]
        cols = [k for k, c in enumerate(header) if c != "date"]
        if args.features == "S":
            cols = [header.index(args.target)]
        data = np.array([[float(r[k]) for k in cols] for r in rows[1:]], dtype=np.float32)
        self.data = (data - data.mean(0)) / data.std(0)

    def __len__(self):
        return len(self.data) - self.seq_len - self.pred_len + 1

    def __getitem__(self, i):
        s_end = i + self.seq_len
        r_begin = s_end - self.label_len
        return self.data[i:s_end], self.data[r_begin:s_end + self.pred_len]


class TokenEmbedding(nn.Module):
    def __init__(self, c_in, d_model):
        super().__init__()
        self.tokenConv = nn.Conv1d(c_in, d_model, 3, padding=1, padding_mode="circular", bias=False)

    def forward(self, x):
        return self.tokenConv(x.permute(0, 2, 1)).transpose(1, 2)


class Model(nn.Module):
    def __init__(self, configs):
        super().__init__()
        d = configs.d_model
        self.pred_len = configs.pred_len
        self.enc_embedding = TokenEmbedding(configs.enc_in, d)
        self.dec_embedding = TokenEmbedding(configs.dec_in, d)
        self.encoder = nn.TransformerEncoderLayer(d, configs.n_heads, 2 * d, batch_first=True)
        self.decoder = nn.TransformerDecoderLayer(d, configs.n_heads, 2 * d, batch_first=True)
        self.projection = nn.Linear(d, configs.c_out)

    def forward(self, x_enc, x_dec):
        enc_out = self.encoder(self.enc_embedding(x_enc))
        dec_out = self.decoder(self.dec_embedding(x_dec), enc_out)
        return self.projection(dec_out)[:, -self.pred_len:, :]


class Exp_Main:
    def __init__(self, args, root):
        self.args = args
        self.train_data = Dataset_Custom(os.path.join(root, args.data_path), args)
        self.model = Model(args)

    def train(self):
        args = self.args
        loader = DataLoader(self.train_data, batch_size=args.batch_size, shuffle=True, drop_last=True)
        optim = torch.optim.Adam(self.model.parameters(), lr=args.learning_rate)
        criterion = nn.MSELoss()
        for epoch in range(args.train_epochs):
            for batch_x, batch_y in loader:
                optim.zero_grad()
                dec_inp = batch_y.clone()
                dec_inp[:, -args.pred_len:, :] = 0
                outputs = self.model(batch_x, dec_inp)
                loss = criterion(outputs, batch_y[:, -args.pred_len:, :])
                loss.backward()
                optim.step()
            print(f"Epoch: {epoch + 1} | Train Loss: {loss.item():.5f}")


if __name__ == "__main__":
    args = parser.parse_args()
    torch.manual_seed(2021)
    with tempfile.TemporaryDirectory() as root:
        write_weather(os.path.join(root, args.data_path))
        Exp_Main(args, root).train()
