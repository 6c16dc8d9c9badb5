import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def hourly_measurements(days=20):
    """Columns: load, solar, wind, temperature."""
    rng = np.random.default_rng(3)
    t = np.arange(days * 24)[:, None]
    daily = np.sin(2 * np.pi * (t / 24 + np.array([0.1, 0.3, 0.6, 0.4])))
    return (daily + rng.normal(0, 0.3, (days * 24, 4))).astype(np.float32)


def prepare_forecasting_data(df, fcst_history, fcst_horizon, x_vars, y_vars, step=4):
    """X: (samples, x variables, history), y: (samples, y variables, horizon)."""
    X, y = [], []
    for s in range(0, len(df) - fcst_history - fcst_horizon + 1, step):
        X.append(df[s:s + fcst_history, x_vars].T)
        y.append(df[s + fcst_history:s + fcst_history + fcst_horizon, y_vars].T)
    return torch.tensor(np.stack(X)), torch.tensor(np.stack(y))


class RevIN(nn.Module):
    """Takes mean and deviation of every series away and puts them back."""

    def __init__(self, c_in, eps=1e-5):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(c_in, 1)), nn.Parameter(torch.zeros(c_in, 1))
        self.eps = eps

    def normalize(self, x):
        self.mean, self.std = x.mean(-1, keepdim=True), x.std(-1, keepdim=True) + self.eps
        return (x - self.mean) / self.std * self.weight + self.bias

    def denormalize(self, x):
        return (x - self.bias) / self.weight * self.std + self.mean


class PatchTST(nn.Module):
    """Every channel is cut into patches, which go through one common transformer."""

    def __init__(self, c_in, seq_len, pred_dim, n_layers=2, n_heads=4, d_model=16, d_ff=64, patch_len=16, stride=8):
        super().__init__()
        self.patch_len, self.stride = patch_len, stride
        patch_num = (seq_len - patch_len) // stride + 1
        self.revin = RevIN(c_in)
        self.W_P = nn.Linear(patch_len, d_model)
        self.W_pos = nn.Parameter(torch.randn(patch_num, d_model) * 0.02)
        layer = nn.TransformerEncoderLayer(d_model, n_heads, d_ff, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, n_layers)
        self.head = nn.Linear(patch_num * d_model, pred_dim)

    def forward(self, x):
        bs, n_vars, _ = x.shape
        x = self.revin.normalize(x)
        x = self.W_P(x.unfold(-1, self.patch_len, self.stride)) + self.W_pos
        x = self.encoder(x.flatten(0, 1))
        x = self.head(x.flatten(1)).view(bs, n_vars, -1)
        return self.revin.denormalize(x)


class MSELossFlat(nn.MSELoss):
    def forward(self, inp, targ):
        return super().forward(inp.flatten(), targ.flatten())


class TSForecaster:
    def __init__(self, X, y, n_train, batch_size=16, lr=1e-3, **arch_config):
        self.train_dl = DataLoader(TensorDataset(X[:n_train], y[:n_train]), batch_size, shuffle=True)
        self.valid_dl = DataLoader(TensorDataset(X[n_train:], y[n_train:]), batch_size)
        self.model = PatchTST(X.shape[1], X.shape[2], y.shape[-1], **arch_config)
        self.loss_func = MSELossFlat()
        self.opt = torch.optim.Adam(self.model.parameters(), lr)

    def one_batch(self, xb, yb):
        pred = self.model(xb)
        return self.loss_func(pred, yb)

    def fit(self, n_epochs):
        for epoch in range(n_epochs):
            self.model.train()
            for xb, yb in self.train_dl:
                loss = self.one_batch(xb, yb)
                self.opt.zero_grad()
                loss.backward()
                self.opt.step()
            self.model.eval()
            with torch.no_grad():
                valid = [self.one_batch(xb, yb).item() for xb, yb in self.valid_dl]
            print(f"epoch {epoch} train_loss {loss.item():.4f} valid_loss {np.mean(valid):.4f}")


torch.manual_seed(0)
df = hourly_measurements()
x_vars = [0, 1, 2, 3]
y_vars = [0, 1, 2]
X, y = prepare_forecasting_data(df, fcst_history=168, fcst_horizon=24, x_vars=x_vars, y_vars=y_vars)
print("X", tuple(X.shape), "y", tuple(y.shape))

learn = TSForecaster(X, y, n_train=56, n_layers=2, n_heads=4, d_model=16, d_ff=64)
learn.fit(2)
