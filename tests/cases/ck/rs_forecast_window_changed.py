import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Forecaster(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1])


def make_windows(series, window_size):
    x = np.lib.stride_tricks.sliding_window_view(series[:-1], window_size)
    return torch.tensor(x.copy(), dtype=torch.float32), torch.tensor(series[window_size:], dtype=torch.float32)


class Playground:
    """Keeps the artefacts of the page between the two buttons 'train' and 'predict'."""

    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def train_endpoint(self, request):
        window_size, split = int(request["window_size"]), int(0.8 * len(request["data"]))
        train_x, train_y = make_windows(request["data"][:split], window_size)
        test_x, test_y = make_windows(request["data"][split:], window_size)
        np.savetxt(self.path("test_x.csv"), test_x.reshape(-1, 1).numpy())
        np.savetxt(self.path("test_y.csv"), test_y.numpy())

        model = Forecaster()
        optim = torch.optim.Adam(model.parameters(), lr=0.01)
        for x, y in DataLoader(TensorDataset(train_x[..., None], train_y), batch_size=64, shuffle=True):
            loss = nn.functional.mse_loss(model(x).squeeze(1), y)
            optim.zero_grad()
            loss.backward()
            optim.step()
        torch.save({"model": model.state_dict(), "window_size": window_size}, self.path("model.pt"))
        return {"loss": loss.item()}

    def pred_endpoint(self, request):
        saved = torch.load(self.path("model.pt"))
        model = Forecaster()
        model.load_state_dict(saved["model"])
        window_size = int(request["window_size"])
        test_x = torch.tensor(np.loadtxt(self.path("test_x.csv")), dtype=torch.float32)
        test_x = test_x.reshape(test_x.shape[0] // window_size, window_size, 1)
        with torch.no_grad():
            pred = model(test_x).squeeze(1)
        truth = torch.tensor(np.loadtxt(self.path("test_y.csv")), dtype=torch.float32)
        return {"mae": (pred - truth).abs().mean().item()}


torch.manual_seed(0)
t = np.arange(900)
temperature = np.sin(2 * np.pi * t / 48) + 0.1 * np.random.default_rng(5).normal(size=900)
with tempfile.TemporaryDirectory() as folder:
    page = Playground(folder)
    print(page.train_endpoint({"data": temperature, "window_size": 16}))
    print(page.pred_endpoint({"window_size": 17}))
