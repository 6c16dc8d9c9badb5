import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class TimeSeriesDataset(Dataset):
    """Windows of a load curve and the hours that follow."""

    def __init__(self, series, window=72, horizon=48):
        self.series, self.window, self.horizon = series, window, horizon

    def __len__(self):
        return len(self.series) - self.window - self.horizon + 1

    def __getitem__(self, i):
        x = self.series[i:i + self.window]
        y = self.series[i + self.window:i + self.window + self.horizon]
        return x.unsqueeze(-1), y.unsqueeze(-1)


class Seq2SeqModel(nn.Module):
    def __init__(self, hidden_size=32, horizon=48, window=72, decoder_type="FC", decoder_use_all_hidden=False):
        super().__init__()
        self.decoder_type = decoder_type
        self.decoder_use_all_hidden = decoder_use_all_hidden
        self.horizon = horizon
        self.encoder = nn.LSTM(1, hidden_size, batch_first=True)
        if decoder_type == "FC":
            width = hidden_size * window if decoder_use_all_hidden else hidden_size
            self.decoder = nn.Linear(width, horizon)
        else:
            self.decoder = nn.LSTM(1, hidden_size, batch_first=True)
            self.fc = nn.Linear(hidden_size, 1)

    def forward(self, x):
        o, h = self.encoder(x)
        if self.decoder_type == "FC":
            if self.decoder_use_all_hidden:
                return self.decoder(o.reshape(o.size(0), -1)).unsqueeze(1)
            return self.decoder(o[:, -1, :]).unsqueeze(1)
        step, outputs = x[:, -1:], []
        for _ in range(self.horizon):
            out, h = self.decoder(step, h)
            step = self.fc(out)
            outputs.append(step)
        return torch.cat(outputs, dim=1)


def mean_squared_error(preds, target):
    if preds.shape != target.shape:
        raise RuntimeError(
            "Predictions and targets are expected to have the same shape, "
            f"but got {preds.shape} and {target.shape}."
        )
    return torch.mean((preds - target) ** 2)


torch.manual_seed(3)
hours = torch.arange(216.0)
load = torch.sin(hours * 6.283 / 24) + 0.1 * torch.randn(216)
loader = DataLoader(TimeSeriesDataset(load), batch_size=32, shuffle=True)
for kind in ("RNN", "FC"):
    model = Seq2SeqModel(decoder_type=kind)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in loader:
        y_hat = model(x)
        loss = torch.log(mean_squared_error(y_hat, y))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(kind, loss.item())
