import torch
from torch.utils.data import DataLoader

from metrics import METRICS
from transformer import TransformerForecaster
from windows import HouseholdLoad, WindowDataset

CONFIG = {
    "window": 96,
    "horizon": 12,
    "batch_size": 16,
    "d_model": 32,
    "epochs": 1,
}


def run(cfg):
    series = HouseholdLoad(days=20).series()
    cut = int(len(series) * 0.8)
    train = WindowDataset(series[:cut], cfg["window"], cfg["horizon"], stride=4)
    valid = WindowDataset(series[cut:], cfg["window"], cfg["horizon"], stride=4)
    model = TransformerForecaster(cfg["d_model"], cfg["horizon"])
    opt = torch.optim.Adam(model.parameters(), 1e-3)
    for epoch in range(cfg["epochs"]):
        for x, y in DataLoader(train, cfg["batch_size"], shuffle=True):
            loss = torch.nn.functional.mse_loss(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
        sums = dict.fromkeys(METRICS, 0.0)
        with torch.no_grad():
            for x, y in DataLoader(valid, cfg["batch_size"]):
                y_hat = model(x)
                for name, fn in METRICS.items():
                    sums[name] += fn(y_hat, y).item() * len(x)
        print(epoch, {k: round(v / len(valid), 4) for k, v in sums.items()})


if __name__ == "__main__":
    torch.manual_seed(0)
    run(CONFIG)
