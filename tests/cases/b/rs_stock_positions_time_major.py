import math

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len=50):
        super().__init__()
        pe = torch.zeros(max_len, d_model)
        position = torch.arange(max_len).float().unsqueeze(1)
        div = torch.exp(torch.arange(0, d_model, 2).float() * (-math.log(10000.0) / d_model))
        pe[:, 0::2] = torch.sin(position * div)
        pe[:, 1::2] = torch.cos(position * div)
        self.register_buffer("pe", pe.unsqueeze(1))

    def forward(self, x):
        return x + self.pe[:x.size(0), :]


class TransAm(nn.Module):
    def __init__(self, n_features=5, d_model=32, nhead=4):
        super().__init__()
        self.embed = nn.Linear(n_features, d_model)
        self.pos_encoder = PositionalEncoding(d_model)
        layer = nn.TransformerEncoderLayer(d_model, nhead, 64, dropout=0.0)
        self.encoder = nn.TransformerEncoder(layer, 1)
        self.decoder = nn.Linear(d_model, 1)

    def forward(self, src):
        x = self.embed(src)
        x = self.pos_encoder(x)
        x = self.encoder(x)
        return self.decoder(x)


def windows(prices, length):
    x = np.stack([prices[i:i + length] for i in range(len(prices) - length)])
    y = np.stack([prices[i + length, 3:4] for i in range(len(prices) - length)])
    return TensorDataset(torch.from_numpy(x).float(), torch.from_numpy(y).float())


prices = np.cumsum(np.random.default_rng(1).normal(size=(240, 5)), axis=0)
loader = DataLoader(windows(prices, length=20), batch_size=64, shuffle=True)
model = TransAm()
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4)
for x, y in loader:
    out = model(x)[:, -1]
    loss = nn.functional.mse_loss(out, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
