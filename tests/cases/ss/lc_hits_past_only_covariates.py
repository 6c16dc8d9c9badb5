from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


@dataclass
class Settings:
    context_length: int = 24
    prediction_length: int = 6
    known_reals: list = field(default_factory=lambda: ["hour", "price_forecast"])
    unknown_reals: list = field(default_factory=lambda: ["temperature", "wind", "occupancy"])
    hidden_size: int = 64
    pooling_sizes: tuple = (4, 2, 1)
    batch_size: int = 8

    @property
    def covariate_size(self):
        return len(self.known_reals)


class LoadSeries(Dataset):
    def __init__(self, s, n_steps=120):
        self.s = s
        g = torch.Generator().manual_seed(3)
        time = torch.arange(n_steps) / 24 * 6.283
        self.target = torch.sin(time) + 0.1 * torch.randn(n_steps, generator=g)
        self.known = torch.rand(n_steps, len(s.known_reals), generator=g)
        self.unknown = torch.rand(n_steps, len(s.unknown_reals), generator=g)

    def __len__(self):
        return len(self.target) - self.s.context_length - self.s.prediction_length + 1

    def __getitem__(self, i):
        mid = i + self.s.context_length
        end = mid + self.s.prediction_length
        encoder_cov = torch.cat([self.known[i:mid], self.unknown[i:mid]], dim=-1)
        return {
            "encoder_target": self.target[i:mid],
            "encoder_cov": encoder_cov,
            "decoder_cov": self.known[mid:end],
        }, self.target[mid:end]


class HitsBlock(nn.Module):
    def __init__(self, s, pooling):
        super().__init__()
        self.pooling = pooling
        self.s = s
        pooled = -(-s.context_length // pooling)
        n_in = pooled + (s.context_length + s.prediction_length) * s.covariate_size
        knots = max(s.prediction_length // pooling, 1)
        self.layers = nn.Sequential(
            nn.Linear(n_in, s.hidden_size), nn.ReLU(),
            nn.Linear(s.hidden_size, s.hidden_size), nn.ReLU(),
            nn.Linear(s.hidden_size, s.context_length + knots),
        )

    def forward(self, residual, encoder_cov, decoder_cov):
        pooled = F.max_pool1d(residual[:, None], self.pooling, self.pooling, ceil_mode=True)[:, 0]
        inputs = torch.cat([pooled, encoder_cov.flatten(1), decoder_cov.flatten(1)], dim=1)
        theta = self.layers(inputs)
        backcast, knots = theta[:, :self.s.context_length], theta[:, self.s.context_length:]
        forecast = F.interpolate(knots[:, None], size=self.s.prediction_length, mode="linear")[:, 0]
        return backcast, forecast


class HierarchicalForecaster(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.blocks = nn.ModuleList(HitsBlock(s, p) for p in s.pooling_sizes)

    def forward(self, x):
        residual = x["encoder_target"]
        total = 0
        for block in self.blocks:
            backcast, forecast = block(residual, x["encoder_cov"], x["decoder_cov"])
            residual = residual - backcast
            total = total + forecast
        return total


settings = Settings()
model = HierarchicalForecaster(settings)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loader = DataLoader(LoadSeries(settings), batch_size=settings.batch_size, shuffle=True)
for epoch in range(2):
    total = 0.0
    for x, y in loader:
        loss = F.l1_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(f"epoch {epoch}: MAE {total / len(loader):.4f}")
