import math

import torch
from torch import nn


class SinusoidalPosition(nn.Module):
    def __init__(self, d_model, max_len=2000):
        super().__init__()
        t = torch.arange(max_len)[:, None]
        freq = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        table = torch.zeros(max_len, d_model)
        table[:, 0::2], table[:, 1::2] = torch.sin(t * freq), torch.cos(t * freq)
        self.register_buffer("table", table[None])

    def forward(self, x):
        return x + self.table[:, : x.size(1)]


class TransformerForecaster(nn.Module):
    def __init__(self, d_model, horizon, n_heads=2, n_layers=1):
        super().__init__()
        self.horizon = horizon
        self.project = nn.Linear(1, d_model)
        self.position = SinusoidalPosition(d_model)
        layer = nn.TransformerEncoderLayer(d_model, n_heads, 2 * d_model, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, n_layers)
        self.decoder = nn.Linear(d_model, 1)

    def forward(self, x):
        h = self.encoder(self.position(self.project(x)))
        out = self.decoder(h)
        return out[:, -self.horizon:, :]
