"""Quantile forecasts of daily store sales, two weeks ahead."""
import random

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

ENCODER, HORIZON = 28, 14
QUANTILES = (0.1, 0.5, 0.9)


class StoreSales(Dataset):
    def __init__(self, stores=5, days=120):
        g = torch.Generator().manual_seed(9)
        t = torch.arange(days)
        season = torch.sin(2 * torch.pi * t / 7)
        self.sales = 5 + season + 0.3 * torch.randn(stores, days, generator=g)
        self.weekday = torch.nn.functional.one_hot(t % 7, 7).float()
        self.weight = torch.where(t % 7 >= 5, 2.0, 1.0)
        self.index = [(s, d) for s in range(stores) for d in range(0, days - ENCODER - HORIZON, 6)]

    def __len__(self):
        return len(self.index)

    def __getitem__(self, k):
        s, a = self.index[k]
        b, c = a + ENCODER, a + ENCODER + HORIZON
        past = torch.cat([self.sales[s, a:b, None], self.weekday[a:b]], dim=1)
        return {"past": past, "known": self.weekday[b:c], "target": self.sales[s, b:c], "weight": self.weight[b:c]}


def collate(samples):
    def column(name):
        return pad_sequence([s[name] for s in samples], batch_first=True)

    x = {"encoder": column("past"), "decoder": column("known")}
    y = (column("target"), column("weight"))
    return x, y


class QuantileLoss(nn.Module):
    def __init__(self, quantiles):
        super().__init__()
        self.quantiles = quantiles

    def loss(self, y_pred, target):
        parts = []
        for i, q in enumerate(self.quantiles):
            errors = target - y_pred[..., i]
            parts.append(torch.max((q - 1) * errors, q * errors).unsqueeze(-1))
        return 2 * torch.cat(parts, dim=-1)

    def forward(self, y_pred, y):
        target, weight = y
        losses = self.loss(y_pred, target)
        if weight is not None:
            losses = losses * weight.unsqueeze(-1)
        return losses.mean()


class Seq2SeqForecaster(nn.Module):
    def __init__(self, hidden=24, randomize_length=0.5):
        super().__init__()
        self.randomize_length = randomize_length
        self.encoder = nn.LSTM(8, hidden, batch_first=True)
        self.decoder = nn.LSTM(7, hidden, batch_first=True)
        self.out = nn.Linear(hidden, len(QUANTILES))
        self.loss = QuantileLoss(QUANTILES)

    def forward(self, x):
        _, state = self.encoder(x["encoder"])
        h, _ = self.decoder(x["decoder"], state)
        return self.out(h)

    def shorten(self, x, y):
        n = random.randint(HORIZON // 2, HORIZON - 1)
        x = dict(x, decoder=x["decoder"][:, :n])
        y = (y[0][:, :n], y[1])
        return x, y

    def step(self, batch):
        x, y = batch
        if self.training and random.random() < self.randomize_length:
            x, y = self.shorten(x, y)
        return self.loss(self(x), y)


def fit(model, loader, epochs):
    optim = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(epochs):
        model.train()
        for batch in loader:
            optim.zero_grad()
            loss = model.step(batch)
            loss.backward()
            optim.step()
        print(f"epoch {epoch}: {loss.item():.4f}")


if __name__ == "__main__":
    random.seed(4)
    torch.manual_seed(4)
    loader = DataLoader(StoreSales(), batch_size=16, shuffle=True, collate_fn=collate)
    fit(Seq2SeqForecaster(), loader, epochs=3)
