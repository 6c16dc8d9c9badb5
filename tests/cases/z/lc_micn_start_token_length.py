import argparse

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def get_parser():
    parser = argparse.ArgumentParser(description="long term forecasting of transformer temperatures")
    parser.add_argument("--seq_len", type=int, default=96, help="input sequence length of the encoder")
    parser.add_argument("--label_len", type=int, default=48, help="start token length of the decoder")
    parser.add_argument("--pred_len", type=int, default=24, help="prediction sequence length")
    parser.add_argument("--enc_in", type=int, default=7)
    parser.add_argument("--d_model", type=int, default=32)
    parser.add_argument("--moving_avg", type=int, default=25)
    parser.add_argument("--batch_size", type=int, default=16)
    return parser


class HourlySeries(Dataset):
    def __init__(self, args, hours=400):
        self.args = args
        t = np.arange(hours)
        waves = [np.sin(2 * np.pi * t / p) for p in (12, 24, 36, 48, 72, 96, 168)]
        self.data = torch.tensor(np.stack(waves, 1), dtype=torch.float32)
        self.stamp = torch.tensor(np.stack([t // 720 % 12, t // 24 % 31, t // 24 % 7, t % 24], 1)).long()

    def __len__(self):
        return len(self.data) - self.args.seq_len - self.args.pred_len + 1

    def __getitem__(self, i):
        s_end = i + self.args.seq_len
        r_begin = s_end - self.args.label_len
        r_end = s_end + self.args.pred_len
        return self.data[i:s_end], self.data[r_begin:r_end], self.stamp[r_begin:r_end]


class TemporalEmbedding(nn.Module):
    def __init__(self, d_model):
        super().__init__()
        self.month, self.day = nn.Embedding(13, d_model), nn.Embedding(32, d_model)
        self.weekday, self.hour = nn.Embedding(7, d_model), nn.Embedding(24, d_model)

    def forward(self, mark):
        return self.month(mark[..., 0]) + self.day(mark[..., 1]) + self.weekday(mark[..., 2]) + self.hour(mark[..., 3])


class DataEmbedding(nn.Module):
    def __init__(self, c_in, d_model):
        super().__init__()
        self.value_embedding = nn.Conv1d(c_in, d_model, 3, padding=1, padding_mode="circular")
        self.temporal_embedding = TemporalEmbedding(d_model)

    def forward(self, x, x_mark):
        value = self.value_embedding(x.transpose(1, 2)).transpose(1, 2)
        return value + self.temporal_embedding(x_mark)


class IsometricForecaster(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.pred_len = args.pred_len
        pad = args.moving_avg // 2
        self.trend_filter = nn.AvgPool1d(args.moving_avg, stride=1, padding=pad, count_include_pad=False)
        self.regression = nn.Linear(args.seq_len, args.pred_len)
        self.embedding = DataEmbedding(args.enc_in, args.d_model)
        self.conv = nn.Conv1d(args.d_model, args.d_model, 5, padding=2)
        self.projection = nn.Linear(args.d_model, args.enc_in)

    def forward(self, x_enc, x_mark_dec):
        trend = self.trend_filter(x_enc.transpose(1, 2))
        seasonal_init = x_enc - trend.transpose(1, 2)
        trend = self.regression(trend).transpose(1, 2)
        zeros = torch.zeros_like(x_enc[:, :1]).repeat(1, self.pred_len, 1)
        seasonal = self.embedding(torch.cat([seasonal_init, zeros], dim=1), x_mark_dec)
        seasonal = seasonal + torch.tanh(self.conv(seasonal.transpose(1, 2))).transpose(1, 2)
        return self.projection(seasonal)[:, -self.pred_len:] + trend


def main():
    args = get_parser().parse_args()
    loader = DataLoader(HourlySeries(args), batch_size=args.batch_size, shuffle=True, drop_last=True)
    model = IsometricForecaster(args)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for batch_x, batch_y, batch_y_mark in loader:
        outputs = model(batch_x, batch_y_mark)
        loss = nn.functional.mse_loss(outputs, batch_y[:, -args.pred_len:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"mse {loss.item():.4f}")


if __name__ == "__main__":
    main()
