import torch
import torch.nn.functional as F
from torch import nn

from data import make_loaders


class Encoder(nn.Module):
    def __init__(self, size=128, hidden=64):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(size, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU())

    def forward(self, x):
        return self.layers(x)


class MultiTaskRegressor(nn.Module):
    metrics = {
        "mse": lambda X, Y: F.mse_loss(X, Y, reduction="none"),
        "rmse": lambda X, Y: torch.sqrt(F.mse_loss(X, Y, reduction="none")),
    }

    def __init__(self, num_tasks=1, metric="rmse"):
        super().__init__()
        self.encoder = Encoder()
        self.ffn = nn.Linear(64, num_tasks)
        self.metric = self.metrics[metric]

    def forward(self, x):
        return self.ffn(self.encoder(x))

    def fit(self, smis, targets, epochs=2, lr=1e-3):
        train_loader, val_loader = make_loaders(smis, targets)
        optimizer = torch.optim.Adam(self.parameters(), lr)
        for epoch in range(epochs):
            self.train()
            for features, y in train_loader:
                loss = F.mse_loss(self(features), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            print(epoch, self.validate(val_loader))

    @torch.no_grad()
    def validate(self, loader):
        self.eval()
        errors = [self.metric(self(features), y) for features, y in loader]
        return torch.cat(errors).mean().item()
