import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

LOOKBACK = 14


def daily_sales(n_days=200):
    rng = np.random.default_rng(5)
    days = np.arange(n_days)
    return 50 + 0.1 * days + 8 * np.sin(2 * np.pi * days / 7) + rng.normal(0, 1.5, n_days)


def scale(series):
    lo, hi = series.min(), series.max()
    return ((series - lo) / (hi - lo)).astype(np.float32)


def create_sequences(series, lookback):
    xs, ys = [], []
    for i in range(len(series) - lookback):
        xs.append(series[i:i + lookback])
        ys.append(series[i + lookback])
    return np.array(xs), np.array(ys)


def make_loaders(series, lookback, batch_size=16):
    x, y = create_sequences(scale(series), lookback)
    split = int(0.8 * len(x))
    loaders = []
    for part in (slice(0, split), slice(split, None)):
        inputs = torch.from_numpy(x[part])
        targets = torch.from_numpy(y[part]).unsqueeze(1)
        loaders.append(DataLoader(TensorDataset(inputs, targets), batch_size=batch_size))
    return loaders


class SalesForecaster(nn.Module):
    def __init__(self, input_size=1, hidden_size=32, num_layers=2):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True)
        self.head = nn.Linear(hidden_size, 1)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.head(out[:, -1, :])


def run_epoch(model, loader, criterion, optimizer=None):
    total = 0.0
    for inputs, targets in loader:
        pred = model(inputs)
        loss = criterion(pred, targets)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item() * len(inputs)
    return total / len(loader.dataset)


torch.manual_seed(1)
train_loader, test_loader = make_loaders(daily_sales(), LOOKBACK)
model = SalesForecaster()
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(3):
    train_loss = run_epoch(model, train_loader, criterion, optimizer)
    print(f"epoch {epoch + 1}: train {train_loss:.4f}")
with torch.no_grad():
    print(f"test {run_epoch(model, test_loader, criterion):.4f}")
