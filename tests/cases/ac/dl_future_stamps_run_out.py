from datetime import datetime, timedelta

import torch
from torch import nn

torch.manual_seed(0)


def load_candles(n=180):
    """Five-minute candles: open, high, low, close, volume, amount."""
    start = datetime(2024, 3, 4, 9, 30)
    times = [start + timedelta(minutes=5 * k) for k in range(n)]
    close = 100 + torch.randn(n, 1).cumsum(0)
    return times, close + 0.1 * torch.randn(n, 6)


def calendar(times):
    rows = [[t.minute / 60, t.hour / 24, t.weekday() / 7, t.day / 31] for t in times]
    return torch.tensor(rows).unsqueeze(0)


class CandleModel(nn.Module):
    def __init__(self, n_values=6, n_calendar=4, dim=32):
        super().__init__()
        self.token_embed = nn.Linear(n_values, dim)
        self.time_embed = nn.Linear(n_calendar, dim)
        layer = nn.TransformerEncoderLayer(dim, 4, 64, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.head = nn.Linear(dim, n_values)

    def forward(self, values, stamps):
        x = self.token_embed(values) + self.time_embed(stamps)
        return self.head(self.encoder(x)[:, -1])


class Predictor:
    def __init__(self, model):
        self.model = model.eval()

    @torch.no_grad()
    def predict(self, values, x_times, y_times, pred_len):
        mean, std = values.mean(0), values.std(0)
        window = ((values - mean) / std).unsqueeze(0)
        stamps = torch.cat([calendar(x_times), calendar(y_times)], dim=1)
        for _ in range(pred_len):
            step = self.model(window, stamps[:, :window.shape[1]])
            window = torch.cat([window, step.unsqueeze(1)], dim=1)
        return window[0, -pred_len:] * std + mean


times, candles = load_candles()
lookback = 150
pred_len = 40
x_times = times[:lookback]
y_times = times[lookback:lookback + pred_len]
forecast = Predictor(CandleModel()).predict(candles[:lookback], x_times, y_times, pred_len)
print(forecast.shape, "last close", forecast[-1, 3].item())
