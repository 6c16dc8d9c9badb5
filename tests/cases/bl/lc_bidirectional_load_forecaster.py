from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


@dataclass
class RNNConfig:
    rnn_type: str = "LSTM"
    input_size: int = 1
    hidden_size: int = 128
    num_layers: int = 1
    bidirectional: bool = True
    learning_rate: float = 1e-3


class ConsumptionWindows(Dataset):
    def __init__(self, series, window, horizon=1):
        self.series, self.window, self.horizon = series.astype(np.float32), window, horizon

    def __len__(self):
        return len(self.series) - self.window - self.horizon + 1

    def __getitem__(self, i):
        split = i + self.window
        return self.series[i:split, None], self.series[split:split + self.horizon, None]


class SingleStepRNN(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.rnn = getattr(nn, config.rnn_type)(
            input_size=config.input_size,
            hidden_size=config.hidden_size,
            num_layers=config.num_layers,
            batch_first=True,
            bidirectional=config.bidirectional,
        )
        self.fc = nn.Linear(config.hidden_size, 1)

    def forward(self, batch):
        x, y = batch
        y = torch.cat([x[:, 1:], y], dim=1)
        x, _ = self.rnn(x)
        return self.fc(x), y


def half_hourly_energy(days=4):
    t = np.arange(48 * days)
    noise = np.random.default_rng(42).normal(0, 0.1, len(t))
    return 0.4 + 0.2 * np.sin(2 * np.pi * t / 48) + noise


config = RNNConfig()
loader = DataLoader(ConsumptionWindows(half_hourly_energy(), window=48), batch_size=32, shuffle=False)
model = SingleStepRNN(config)
optimizer = torch.optim.Adam(model.parameters(), lr=config.learning_rate)
for batch in loader:
    y_hat, y = model(batch)
    loss = nn.functional.mse_loss(y_hat, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("train loss", loss.item())
