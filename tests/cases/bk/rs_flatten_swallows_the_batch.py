import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class Regression(nn.Module):
    """Predicts the next reading of the sensor from the last eight."""

    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(
            nn.Conv1d(1, 32, 2),
            nn.ReLU(),
            nn.Conv1d(32, 64, 2),
            nn.ReLU(),
            nn.Conv1d(64, 128, 2),
            nn.ReLU(),
            nn.Flatten(start_dim=0),
            nn.Linear(128 * 5, 1),
        )

    def forward(self, x):
        return self.model(x)


def windows(series, length=8):
    x = np.stack([series[i:i + length] for i in range(len(series) - length)])
    y = series[length:]
    return torch.tensor(x, dtype=torch.float32).unsqueeze(1), torch.tensor(y, dtype=torch.float32).unsqueeze(1)


def summary(model):
    total = 0
    for name, p in model.named_parameters():
        print(f"{name:20s} {str(tuple(p.shape)):16s} {p.numel():8d}")
        total += p.numel()
    print("parameters:", total)


t = np.linspace(0, 20, 208)
x, y = windows(np.sin(t) + 0.1 * np.cos(7 * t))
train_loader = DataLoader(TensorDataset(x[:160], y[:160]), batch_size=32, shuffle=True)
test_loader = DataLoader(TensorDataset(x[160:], y[160:]), batch_size=40)

regressor = Regression()
summary(regressor)
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(regressor.parameters(), lr=1e-3)
for epoch in range(2):
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(regressor(xb), yb)
        loss.backward()
        optimizer.step()
    print("epoch", epoch, loss.item())
with torch.no_grad():
    print("test", np.mean([criterion(regressor(xb), yb).item() for xb, yb in test_loader]))
