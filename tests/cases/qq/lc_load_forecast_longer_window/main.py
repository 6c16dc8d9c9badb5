import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from model import LoadForecaster

CONFIG = {
    "input_window": 168,
    "horizon": 24,
    "batch_size": 16,
    "d_model": 32,
    "lr": 5e-4,
    "epochs": 1,
}


def hourly_load(n_hours=720, seed=3):
    rng = np.random.default_rng(seed)
    t = np.arange(n_hours)
    load = 1.0 + 0.4 * np.sin(2 * np.pi * t / 24) + 0.2 * np.sin(2 * np.pi * t / 168)
    load += rng.normal(scale=0.05, size=n_hours)
    hour = (t % 24) / 23.0
    weekend = ((t // 24) % 7 >= 5).astype(float)
    return np.stack([load, hour, weekend], axis=1).astype(np.float32)


class WindowDataset(Dataset):
    def __init__(self, series, input_window, horizon, stride=6):
        self.series = torch.from_numpy(series)
        self.input_window, self.horizon = input_window, horizon
        self.starts = list(range(0, len(series) - input_window - horizon + 1, stride))

    def __len__(self):
        return len(self.starts)

    def __getitem__(self, i):
        a = self.starts[i]
        b = a + self.input_window
        return self.series[a:b], self.series[b:b + self.horizon, 0]


def evaluate(model, loader):
    model.eval()
    errors = []
    with torch.no_grad():
        for src, target in loader:
            errors.append((model(src) - target).abs().mean().item())
    return sum(errors) / len(errors)


def main(cfg):
    torch.manual_seed(1)
    series = hourly_load()
    split = 480
    train_set = WindowDataset(series[:split], cfg["input_window"], cfg["horizon"])
    test_set = WindowDataset(series[split:], cfg["input_window"], cfg["horizon"])
    train_loader = DataLoader(train_set, batch_size=cfg["batch_size"], shuffle=True)
    test_loader = DataLoader(test_set, batch_size=cfg["batch_size"])

    model = LoadForecaster(series.shape[1], d_model=cfg["d_model"], horizon=cfg["horizon"])
    criterion = nn.MSELoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=cfg["lr"])
    for epoch in range(cfg["epochs"]):
        model.train()
        for src, target in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(src), target)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.5)
            optimizer.step()
        print(f"epoch {epoch} train mse {loss.item():.4f} test mae {evaluate(model, test_loader):.4f}")


if __name__ == "__main__":
    main(CONFIG)
