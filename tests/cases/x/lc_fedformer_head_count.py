import argparse

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def get_frequency_modes(seq_len, modes=64):
    modes = min(modes, seq_len // 2)
    return list(range(0, modes))


class FourierBlock(nn.Module):
    """Attention replaced by a product in the frequency domain."""

    def __init__(self, in_channels, out_channels, seq_len, modes=0):
        super().__init__()
        self.index = get_frequency_modes(seq_len, modes=modes)
        self.scale = 1 / (in_channels * out_channels)
        self.weights1 = nn.Parameter(
            self.scale * torch.rand(8, in_channels // 8, out_channels // 8, len(self.index), dtype=torch.cfloat)
        )

    def compl_mul1d(self, x, weights):
        return torch.einsum("bhi,hio->bho", x, weights)

    def forward(self, q, k, v):
        B, L, H, E = q.shape
        x = q.permute(0, 2, 3, 1)
        x_ft = torch.fft.rfft(x, dim=-1)
        out_ft = torch.zeros(B, H, E, L // 2 + 1, dtype=torch.cfloat)
        for wi, i in enumerate(self.index):
            out_ft[:, :, :, wi] = self.compl_mul1d(x_ft[:, :, :, i], self.weights1[:, :, :, wi])
        return torch.fft.irfft(out_ft, n=x.size(-1)).permute(0, 3, 1, 2)


class AutoCorrelationLayer(nn.Module):
    def __init__(self, correlation, d_model, n_heads):
        super().__init__()
        self.inner_correlation = correlation
        self.query_projection = nn.Linear(d_model, d_model)
        self.key_projection = nn.Linear(d_model, d_model)
        self.value_projection = nn.Linear(d_model, d_model)
        self.out_projection = nn.Linear(d_model, d_model)
        self.n_heads = n_heads

    def forward(self, x):
        B, L, _ = x.shape
        q = self.query_projection(x).view(B, L, self.n_heads, -1)
        k = self.key_projection(x).view(B, L, self.n_heads, -1)
        v = self.value_projection(x).view(B, L, self.n_heads, -1)
        out = self.inner_correlation(q, k, v)
        return self.out_projection(out.reshape(B, L, -1))


class Model(nn.Module):
    def __init__(self, configs):
        super().__init__()
        self.pred_len = configs.pred_len
        self.enc_embedding = nn.Linear(configs.enc_in, configs.d_model)
        self.layers = nn.ModuleList(
            AutoCorrelationLayer(
                FourierBlock(configs.d_model, configs.d_model, configs.seq_len, configs.modes),
                configs.d_model,
                configs.n_heads,
            )
            for _ in range(configs.e_layers)
        )
        self.predict_linear = nn.Linear(configs.seq_len, configs.pred_len)
        self.projection = nn.Linear(configs.d_model, configs.enc_in)

    def forward(self, x_enc):
        h = self.enc_embedding(x_enc)
        for layer in self.layers:
            h = h + layer(h)
        return self.projection(self.predict_linear(h.transpose(1, 2)).transpose(1, 2))


parser = argparse.ArgumentParser(description="long term forecasting")
parser.add_argument("--seq_len", type=int, default=48)
parser.add_argument("--pred_len", type=int, default=24)
parser.add_argument("--enc_in", type=int, default=7)
parser.add_argument("--d_model", type=int, default=64)
parser.add_argument("--n_heads", type=int, default=4)
parser.add_argument("--e_layers", type=int, default=2)
parser.add_argument("--modes", type=int, default=16)
args = parser.parse_args()

t = np.arange(400)[:, None] * np.linspace(0.05, 0.4, args.enc_in)
series = torch.tensor(np.sin(t), dtype=torch.float32)
starts = range(len(series) - args.seq_len - args.pred_len)
past = torch.stack([series[s : s + args.seq_len] for s in starts])
future = torch.stack([series[s + args.seq_len : s + args.seq_len + args.pred_len] for s in starts])
loader = DataLoader(TensorDataset(past, future), batch_size=64, shuffle=True, drop_last=True)

model = Model(args)
optim = torch.optim.Adam(model.parameters(), lr=1e-3)
for batch_x, batch_y in loader:
    optim.zero_grad()
    loss = nn.functional.mse_loss(model(batch_x), batch_y)
    loss.backward()
    optim.step()
print("train loss", loss.item())
