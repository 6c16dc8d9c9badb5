import csv
import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(2023)

TICKERS = ["AAPL", "AMGN", "AXP", "BA", "CAT", "CRM"]
INDICATORS = ["open", "close", "high", "low", "volume", "macd", "rsi_30", "cci_30"]
DATE_BORDERS = {"train": ("day_0000", "day_0159"), "valid": ("day_0160", "day_0219")}
args = dict(seq_len=30, enc_in=len(INDICATORS), d_model=16, short_term_len=1, long_term_len=5,
            batch_size=32, learning_rate=1e-4, train_epochs=1)


def download_prices(root, days=230):
    rng = np.random.default_rng(7)
    for ticker in TICKERS:
        table = rng.normal(size=(days, len(INDICATORS))).astype(np.float32)
        table[:, 1] = 100 + table[:, 1].cumsum()
        with open(os.path.join(root, ticker + ".csv"), "w", newline="") as f:
            writer = csv.writer(f)
            writer.writerow(["date"] + INDICATORS)
            writer.writerows([f"day_{d:04d}"] + list(row) for d, row in enumerate(table))


class StockData:
    """All tickers of one folder as an array (days, stocks, features), with future returns as labels."""

    def __init__(self, root, short_term_len, long_term_len):
        tables = []
        for ticker in TICKERS:
            with open(os.path.join(root, ticker + ".csv")) as f:
                rows = list(csv.reader(f))[1:]
            tables.append(np.array([r[1:] for r in rows], dtype=np.float32))
        self.dates = [r[0] for r in rows]
        data = np.stack(tables, axis=1)
        close = data[:, :, 1]
        self.label_short = self.future_return(close, short_term_len)
        self.label_long = self.future_return(close, long_term_len)
        self.data = (data - data.mean(0)) / (data.std(0) + 1e-6)
        self.borders = {k: (self.dates.index(a), self.dates.index(b)) for k, (a, b) in DATE_BORDERS.items()}

    @staticmethod
    def future_return(close, horizon):
        out = np.zeros_like(close)
        out[:-horizon] = close[horizon:] / close[:-horizon] - 1
        return out


class PredictionDataset(Dataset):
    def __init__(self, stock, flag, seq_len):
        self.stock = stock
        self.seq_len = seq_len
        self.start_pos, self.end_pos = stock.borders[flag]

    def __len__(self):
        return self.end_pos - self.start_pos + 1

    def __getitem__(self, index):
        position = self.start_pos + index
        window = self.stock.data[position - self.seq_len + 1:position + 1]
        seq_x = window.transpose(1, 0, 2)
        seq_x_dec = seq_x[:, -1:, :]
        return seq_x, seq_x_dec, self.stock.label_short[position], self.stock.label_long[position]


class Transformer(nn.Module):
    def __init__(self, enc_in, d_model):
        super().__init__()
        self.embed = nn.Linear(enc_in, d_model)
        self.encoder = nn.TransformerEncoderLayer(d_model, 2, 32, batch_first=True)
        self.decoder = nn.TransformerDecoderLayer(d_model, 2, 32, batch_first=True)
        self.projection = nn.Linear(d_model, 1)

    def forward(self, x, x_dec):
        b, n, t, f = x.shape
        memory = self.encoder(self.embed(x.reshape(b * n, t, f)))
        out = self.decoder(self.embed(x_dec.reshape(b * n, 1, f)), memory)
        return self.projection(out).reshape(b, n)


def run_epoch(model, loader, criterion, optimizer=None):
    total = 0.0
    for seq_x, seq_x_dec, _, label_long in loader:
        loss = criterion(model(seq_x, seq_x_dec), label_long)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item()
    return total / len(loader)


with tempfile.TemporaryDirectory() as root:
    download_prices(root)
    stock = StockData(root, args["short_term_len"], args["long_term_len"])

train_loader = DataLoader(PredictionDataset(stock, "train", args["seq_len"]),
                          batch_size=args["batch_size"], shuffle=True, drop_last=True)
valid_loader = DataLoader(PredictionDataset(stock, "valid", args["seq_len"]), batch_size=args["batch_size"])
model = Transformer(args["enc_in"], args["d_model"])
optimizer = torch.optim.Adam(model.parameters(), lr=args["learning_rate"])
for epoch in range(args["train_epochs"]):
    train_loss = run_epoch(model, train_loader, nn.MSELoss(), optimizer)
    valid_loss = run_epoch(model, valid_loader, nn.MSELoss())
    print(f"Epoch {epoch + 1} | train {train_loss:.5f} | valid {valid_loss:.5f}")
