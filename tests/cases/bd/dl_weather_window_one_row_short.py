import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class WeatherWindows(Dataset):
    """Hourly weather with 12 columns, cut into overlapping windows."""

    def __init__(self, table, flag, size=(30, 18, 12)):
        self.seq_len, self.label_len, self.pred_len = size
        n_train = int(len(table) * 0.8)
        scale = table[:n_train].std(0)
        rows = table[:n_train] if flag == "train" else table[n_train - self.seq_len:]
        self.data = (rows / scale).astype(np.float32)

    def __len__(self):
        last_start = len(self.data) - self.seq_len - self.pred_len + 1
        return last_start + 1

    def __getitem__(self, index):
        s_end = index + self.seq_len
        r_begin = s_end - self.label_len
        r_end = r_begin + self.label_len + self.pred_len
        return self.data[index:s_end], self.data[r_begin:r_end]


class GRUForecaster(nn.Module):
    def __init__(self, n_vars=12, hidden=32, pred_len=12):
        super().__init__()
        self.encoder = nn.GRU(n_vars, hidden, batch_first=True)
        self.decoder = nn.GRU(n_vars, hidden, batch_first=True)
        self.projection = nn.Linear(hidden, n_vars)
        self.pred_len = pred_len

    def forward(self, x, dec_inp):
        _, h = self.encoder(x)
        out, _ = self.decoder(dec_inp, h)
        return self.projection(out)[:, -self.pred_len:]


def process_one_batch(model, batch_x, batch_y, pred_len=12):
    dec_inp = torch.cat([batch_y[:, :-pred_len], torch.zeros_like(batch_y[:, -pred_len:])], dim=1)
    return model(batch_x, dec_inp), batch_y[:, -pred_len:]


table = np.random.RandomState(2).randn(220, 12).cumsum(0)
train_loader = DataLoader(WeatherWindows(table, "train"), batch_size=32, drop_last=True)
test_loader = DataLoader(WeatherWindows(table, "test"), batch_size=32)

model = GRUForecaster()
optim = torch.optim.Adam(model.parameters(), lr=1e-3)
for batch_x, batch_y in train_loader:
    pred, true = process_one_batch(model, batch_x, batch_y)
    loss = nn.functional.mse_loss(pred, true)
    optim.zero_grad()
    loss.backward()
    optim.step()
print("train", loss.item())

model.eval()
errors = []
with torch.no_grad():
    for batch_x, batch_y in test_loader:
        pred, true = process_one_batch(model, batch_x, batch_y)
        errors.append((pred - true).abs().mean().item())
print("test mae", np.mean(errors))
