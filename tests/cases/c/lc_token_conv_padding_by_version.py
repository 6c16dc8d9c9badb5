import math
from types import SimpleNamespace

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class HourlyTransformer(Dataset):
    """Seven electricity columns per hour, windows of seq_len."""

    def __init__(self, seq_len, pred_len, hours=200):
        self.table = torch.randn(hours, 7).cumsum(0)
        self.stamp = torch.rand(hours, 4) - 0.5
        self.seq_len, self.pred_len = seq_len, pred_len

    def __len__(self):
        return len(self.table) - self.seq_len - self.pred_len + 1

    def __getitem__(self, i):
        j = i + self.seq_len
        return self.table[i:j], self.stamp[i:j], self.table[j:j + self.pred_len]


class TokenEmbedding(nn.Module):
    def __init__(self, c_in, d_model):
        super().__init__()
        # old releases counted circular padding on both sides together
        padding = 1 if torch.__version__.startswith("1.") else 2
        self.conv = nn.Conv1d(c_in, d_model, 3, padding=padding, padding_mode="circular")

    def forward(self, x):
        return self.conv(x.permute(0, 2, 1)).transpose(1, 2)


class PositionalEmbedding(nn.Module):
    def __init__(self, d_model, max_len=500):
        super().__init__()
        speed = torch.exp(torch.arange(0, d_model, 2) * -math.log(1e4) / d_model)
        angle = torch.arange(max_len)[:, None] * speed
        self.register_buffer("table", torch.stack([angle.sin(), angle.cos()], -1).flatten(1)[None])

    def forward(self, x):
        return self.table[:, :x.size(1)]


class DataEmbedding(nn.Module):
    def __init__(self, c_in, d_model):
        super().__init__()
        self.value = TokenEmbedding(c_in, d_model)
        self.position = PositionalEmbedding(d_model)
        self.temporal = nn.Linear(4, d_model)

    def forward(self, x, mark):
        return self.value(x) + self.position(x) + self.temporal(mark)


class Forecaster(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.enc_embedding = DataEmbedding(cfg.enc_in, cfg.d_model)
        self.encoder = nn.TransformerEncoderLayer(cfg.d_model, 4, 64, batch_first=True)
        self.out = nn.Linear(cfg.d_model, cfg.enc_in * cfg.pred_len)

    def forward(self, x, mark):
        h = self.encoder(self.enc_embedding(x, mark))
        return self.out(h[:, -1]).view(x.size(0), -1, x.size(2))


args = SimpleNamespace(enc_in=7, d_model=32, seq_len=96, pred_len=24, batch=16)
model = Forecaster(args)
optim = torch.optim.Adam(model.parameters(), lr=1e-4)
for x, mark, y in DataLoader(HourlyTransformer(args.seq_len, args.pred_len), batch_size=args.batch):
    loss = nn.functional.mse_loss(model(x, mark), y)
    optim.zero_grad()
    loss.backward()
    optim.step()
print("mse", loss.item())
