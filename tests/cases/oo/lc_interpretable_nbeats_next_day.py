import math

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

HORIZON = 1
INPUT_SIZE = 14
STACK_TYPES = ["trend", "seasonality", "identity"]
N_HARMONICS = 2
N_POLYNOMIALS = 2


def load_sales(n_days=420, n_shops=4, seed=2):
    rng = np.random.default_rng(seed)
    t = np.arange(n_days)
    week = 8 * np.sin(2 * np.pi * t / 7)
    return np.stack([50 + 0.03 * t + week * rng.uniform(0.5, 1.5) + rng.normal(0, 2, n_days) for _ in range(n_shops)])


class WindowDataset(Dataset):
    def __init__(self, series, input_size, h):
        self.windows = []
        for s in series:
            for k in range(0, len(s) - input_size - h + 1):
                self.windows.append(s[k:k + input_size + h].astype(np.float32))
        self.input_size = input_size

    def __len__(self):
        return len(self.windows)

    def __getitem__(self, i):
        w = torch.from_numpy(self.windows[i])
        return w[:self.input_size], w[self.input_size:]


class IdentityBasis(nn.Module):
    def __init__(self, backcast_size, forecast_size):
        super().__init__()
        self.backcast_size, self.forecast_size = backcast_size, forecast_size

    def forward(self, theta):
        return theta[:, :self.backcast_size], theta[:, -self.forecast_size:]


class TrendBasis(nn.Module):
    def __init__(self, degree, backcast_size, forecast_size):
        super().__init__()
        p = torch.arange(degree + 1).float()[:, None]
        back = torch.arange(backcast_size).float() / backcast_size
        fore = torch.arange(forecast_size).float() / forecast_size
        self.register_buffer("backcast_basis", back[None] ** p)
        self.register_buffer("forecast_basis", fore[None] ** p)

    def forward(self, theta):
        n = self.forecast_basis.shape[0]
        backcast = torch.einsum("bp,pt->bt", theta[:, n:], self.backcast_basis)
        forecast = torch.einsum("bp,pt->bt", theta[:, :n], self.forecast_basis)
        return backcast, forecast


class SeasonalityBasis(nn.Module):
    def __init__(self, harmonics, backcast_size, forecast_size):
        super().__init__()
        frequency = np.append(np.zeros(1), np.arange(harmonics, harmonics / 2 * forecast_size) / harmonics)
        frequency = torch.tensor(frequency, dtype=torch.float32)[:, None]
        back = -2 * math.pi * (torch.arange(backcast_size).float() / forecast_size) * frequency
        fore = 2 * math.pi * (torch.arange(forecast_size).float() / forecast_size) * frequency
        self.register_buffer("backcast_basis", torch.cat([back.cos(), back.sin()]))
        self.register_buffer("forecast_basis", torch.cat([fore.cos(), fore.sin()]))

    def forward(self, theta):
        cut = theta.shape[1] // 2
        backcast = torch.einsum("bp,pt->bt", theta[:, cut:], self.backcast_basis)
        forecast = torch.einsum("bp,pt->bt", theta[:, :cut], self.forecast_basis)
        return backcast, forecast


class NBEATSBlock(nn.Module):
    def __init__(self, input_size, n_theta, basis, width=64):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(input_size, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_theta))
        self.basis = basis

    def forward(self, insample_y):
        return self.basis(self.layers(insample_y))


class NBEATS(nn.Module):
    def __init__(self, h, input_size, stack_types, n_harmonics, n_polynomials, n_blocks=1):
        super().__init__()
        blocks = []
        for kind in stack_types:
            for _ in range(n_blocks):
                if kind == "seasonality":
                    n_theta = 4 * int(np.ceil(n_harmonics / 2 * h) - (n_harmonics - 1))
                    basis = SeasonalityBasis(n_harmonics, input_size, h)
                elif kind == "trend":
                    n_theta = 2 * (n_polynomials + 1)
                    basis = TrendBasis(n_polynomials, input_size, h)
                else:
                    n_theta = input_size + h
                    basis = IdentityBasis(input_size, h)
                blocks.append(NBEATSBlock(input_size, n_theta, basis))
        self.blocks = nn.ModuleList(blocks)

    def forward(self, insample_y):
        residuals, forecast = insample_y, insample_y[:, -1:]
        for block in self.blocks:
            backcast, block_forecast = block(insample_y=residuals)
            residuals = residuals - backcast
            forecast = forecast + block_forecast
        return forecast


torch.manual_seed(0)
series = load_sales()
mean, std = series.mean(1, keepdims=True), series.std(1, keepdims=True)
scaled = (series - mean) / std
train_loader = DataLoader(WindowDataset(scaled[:, :-60], INPUT_SIZE, HORIZON), batch_size=128, shuffle=True)
test_loader = DataLoader(WindowDataset(scaled[:, -60:], INPUT_SIZE, HORIZON), batch_size=128)
model = NBEATS(HORIZON, INPUT_SIZE, STACK_TYPES, N_HARMONICS, N_POLYNOMIALS)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(3):
    for x, y in train_loader:
        loss = (model(x) - y).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        mae = np.mean([(model(x) - y).abs().mean().item() for x, y in test_loader])
    print(f"epoch {epoch} mae {mae:.4f}")
