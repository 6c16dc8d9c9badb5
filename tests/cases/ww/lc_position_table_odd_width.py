import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

CONFIG = dict(
    n_sensors=9,
    d_model=45,
    n_heads=3,
    n_layers=2,
    history=48,
    horizon=12,
)


class PositionalEmbedding(nn.Module):
    def __init__(self, d_model, max_len=512):
        super().__init__()
        pe = torch.zeros(max_len, d_model)
        position = torch.arange(0, max_len).float().unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2).float() * -(math.log(10000.0) / d_model))
        pe[:, 0::2] = torch.sin(position * div_term)
        pe[:, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe.unsqueeze(0))

    def forward(self, x):
        return x + self.pe[:, :x.size(1)]


class LoadForecaster(nn.Module):
    def __init__(self, n_sensors, d_model, n_heads, n_layers, history, horizon):
        super().__init__()
        self.embed = nn.Linear(n_sensors, d_model)
        self.position = PositionalEmbedding(d_model)
        layer = nn.TransformerEncoderLayer(d_model, n_heads, 2 * d_model, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, n_layers, enable_nested_tensor=False)
        self.readout = nn.Linear(d_model, horizon)

    def forward(self, x):
        h = self.encoder(self.position(self.embed(x)))
        return self.readout(h[:, -1])


def make_series(n=900, n_sensors=9):
    t = torch.arange(n).float()
    cols = [torch.sin(2 * math.pi * t / (24 + 3 * k)) + 0.1 * torch.randn(n) for k in range(n_sensors)]
    return torch.stack(cols, dim=1)


def windows(series, history, horizon):
    xs, ys = [], []
    for s in range(0, len(series) - history - horizon, 4):
        xs.append(series[s:s + history])
        ys.append(series[s + history:s + history + horizon, 0])
    return torch.stack(xs), torch.stack(ys)


torch.manual_seed(0)
series = make_series(n_sensors=CONFIG["n_sensors"])
x, y = windows(series, CONFIG["history"], CONFIG["horizon"])
cut = int(0.8 * len(x))
train_loader = DataLoader(TensorDataset(x[:cut], y[:cut]), batch_size=32, shuffle=True)
valid_loader = DataLoader(TensorDataset(x[cut:], y[cut:]), batch_size=64)

model = LoadForecaster(**CONFIG)
print(sum(p.numel() for p in model.parameters()), "parameters")
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    model.train()
    for xb, yb in train_loader:
        loss = nn.functional.mse_loss(model(xb), yb)
        opt.zero_grad()
        loss.backward()
        opt.step()
    model.eval()
    with torch.no_grad():
        err = sum(nn.functional.l1_loss(model(xb), yb, reduction="sum").item() for xb, yb in valid_loader)
    print(f"epoch {epoch} train mse {loss.item():.4f} valid mae {err / y[cut:].numel():.4f}")
