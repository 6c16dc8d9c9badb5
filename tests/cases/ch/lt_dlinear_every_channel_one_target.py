import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

COLUMNS = ["open", "high", "low", "close", "volume"]


class MovingAverage(nn.Module):
    def __init__(self, kernel_size):
        super().__init__()
        self.margin = (kernel_size - 1) // 2
        self.pool = nn.AvgPool1d(kernel_size, stride=1)

    def forward(self, x):
        head = x[:, :1].expand(-1, self.margin, -1)
        tail = x[:, -1:].expand(-1, self.margin, -1)
        padded = torch.cat([head, x, tail], dim=1)
        return self.pool(padded.transpose(1, 2)).transpose(1, 2)


class DLinear(nn.Module):
    """Trend and season each get a linear map from seq_len to pred_len, per channel."""

    def __init__(self, seq_len, pred_len, enc_in, kernel_size=25):
        super().__init__()
        self.average = MovingAverage(kernel_size)
        self.season = nn.ModuleList(nn.Linear(seq_len, pred_len) for _ in range(enc_in))
        self.trend = nn.ModuleList(nn.Linear(seq_len, pred_len) for _ in range(enc_in))

    def forward(self, x):
        trend = self.average(x)
        season = x - trend
        out = [s(season[..., c]) + t(trend[..., c]) for c, (s, t) in enumerate(zip(self.season, self.trend))]
        return torch.stack(out, dim=2)


def create_sequences(frame, target_column, seq_len, pred_len):
    column = COLUMNS.index(target_column)
    inputs, targets = [], []
    for k in range(len(frame) - seq_len - pred_len + 1):
        inputs.append(frame[k:k + seq_len])
        targets.append(frame[k + seq_len:k + seq_len + pred_len, column])
    return torch.tensor(np.stack(inputs)).float(), torch.tensor(np.stack(targets)).float()


rng = np.random.default_rng(11)
close = rng.normal(0, 1, 240).cumsum()
noise = rng.uniform(0, 1, (3, 240))
frame = np.stack([close + noise[0], close + noise[1], close - noise[1], close, noise[2]], axis=1)
seq_len, pred_len = 60, 12
inputs, targets = create_sequences(frame, "close", seq_len, pred_len)

model = DLinear(seq_len, pred_len, enc_in=frame.shape[1])
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    for x, y in DataLoader(TensorDataset(inputs, targets), batch_size=13, shuffle=True):
        optimizer.zero_grad()
        outputs = model(x)
        loss = criterion(outputs, y)
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch + 1}, loss {loss.item():.4f}")
