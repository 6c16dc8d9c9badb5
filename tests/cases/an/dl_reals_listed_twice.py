import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

STATIC = ["store_area", "store_age"]
KNOWN = ["time_idx", "price", "promo_depth"]
CALENDAR = ["weekday_sin", "weekday_cos", "month", "time_idx"]
TARGET = "sales"


def sales_table(days=120, seed=3):
    rng = np.random.default_rng(seed)
    t = np.arange(days)
    table = {
        "time_idx": t,
        "weekday_sin": np.sin(2 * np.pi * t / 7),
        "weekday_cos": np.cos(2 * np.pi * t / 7),
        "month": t // 30 % 12,
        "price": rng.normal(3.0, 0.2, days),
        "promo_depth": rng.random(days) * (rng.random(days) < 0.1),
        "store_area": np.full(days, 540.0),
        "store_age": 11 + t / 365,
    }
    table[TARGET] = 20 + 5 * table["weekday_sin"] - 3 * table["price"] + rng.normal(size=days)
    return table


class WindowDataset(Dataset):
    def __init__(self, table, reals, target, length=28):
        self.table, self.reals, self.target, self.length = table, reals, target, length
        self.scalers = {c: (table[c].mean(), table[c].std() + 1e-6) for c in reals + [target]}

    def column(self, name, rows):
        mean, std = self.scalers[name]
        return (self.table[name][rows] - mean) / std

    def __len__(self):
        return len(self.table[self.target]) - self.length

    def __getitem__(self, i):
        now, before = slice(i + 1, i + 1 + self.length), slice(i, i + self.length)
        cont = [self.column(c, now) for c in self.reals] + [self.column(self.target, before)]
        x = np.stack(cont, axis=-1)
        return torch.tensor(x, dtype=torch.float32), torch.tensor(self.column(self.target, now), dtype=torch.float32)


class DeepAR(nn.Module):
    def __init__(self, cont_size, hidden=24):
        super().__init__()
        self.rnn = nn.LSTM(cont_size, hidden, num_layers=2, batch_first=True)
        self.distribution_projector = nn.Linear(hidden, 2)

    @classmethod
    def from_dataset(cls, dataset, **kwargs):
        return cls(cont_size=len(dataset.scalers), **kwargs)

    def forward(self, x):
        out, _ = self.rnn(x)
        loc, scale = self.distribution_projector(out).unbind(-1)
        return loc, nn.functional.softplus(scale) + 1e-3


training = WindowDataset(sales_table(), STATIC + KNOWN + CALENDAR, TARGET)
net = DeepAR.from_dataset(training, hidden=32)
optimizer = torch.optim.Adam(net.parameters(), 1e-3)
for step, (x, y) in enumerate(DataLoader(training, batch_size=32, shuffle=True)):
    loc, scale = net(x)
    nll = -torch.distributions.Normal(loc, scale).log_prob(y).mean()
    optimizer.zero_grad()
    nll.backward()
    optimizer.step()
    print(step, nll.item())
