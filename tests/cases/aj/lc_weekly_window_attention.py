import math

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, q, v, h):
        super().__init__()
        self.h, self.q, self.v = h, q, v
        self.W_q, self.W_k = nn.Linear(d_model, q * h), nn.Linear(d_model, q * h)
        self.W_v, self.W_o = nn.Linear(d_model, v * h), nn.Linear(v * h, d_model)

    def heads(self, x, size):
        return torch.cat(x.split(size, dim=-1), dim=0)

    def attend(self, queries, keys, values):
        scores = queries @ keys.transpose(1, 2) / math.sqrt(self.q)
        return scores.softmax(dim=-1) @ values

    def forward(self, x):
        out = self.attend(self.heads(self.W_q(x), self.q), self.heads(self.W_k(x), self.q), self.heads(self.W_v(x), self.v))
        return self.W_o(torch.cat(out.chunk(self.h, dim=0), dim=-1))


class MultiHeadAttentionWindow(MultiHeadAttention):
    """Every position sees its own week and a quarter of a week to both sides."""

    def __init__(self, d_model, q, v, h, chunk_size=168, padding=42):
        super().__init__(d_model, q, v, h)
        self.chunk_size, self.padding = chunk_size, padding

    def windows(self, x, size):
        x = F.pad(self.heads(x, size).transpose(1, 2), (self.padding, self.padding), mode="replicate")
        x = x.unfold(2, self.chunk_size + 2 * self.padding, self.chunk_size)
        return x.permute(0, 2, 3, 1).flatten(0, 1)

    def forward(self, x):
        batch = x.size(0)
        out = self.attend(self.windows(self.W_q(x), self.q), self.windows(self.W_k(x), self.q), self.windows(self.W_v(x), self.v))
        out = out[:, self.padding:-self.padding].reshape(batch * self.h, -1, self.v)
        return self.W_o(torch.cat(out.chunk(self.h, dim=0), dim=-1))


ATTENTION = {"classic": MultiHeadAttention, "window": MultiHeadAttentionWindow}


class Encoder(nn.Module):
    def __init__(self, d_model, q, v, h, chunk_mode):
        super().__init__()
        self.self_attention = ATTENTION[chunk_mode](d_model, q, v, h)
        self.feed_forward = nn.Sequential(nn.Linear(d_model, 64), nn.ReLU(), nn.Linear(64, d_model))
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)

    def forward(self, x):
        residual = x
        x = self.self_attention(x)
        x = self.norm1(x + residual)
        return self.norm2(x + self.feed_forward(x))


class Transformer(nn.Module):
    def __init__(self, d_input, d_model, d_output, q, v, h, N, chunk_mode="classic"):
        super().__init__()
        self.embedding = nn.Linear(d_input, d_model)
        self.layers = nn.ModuleList([Encoder(d_model, q, v, h, chunk_mode) for _ in range(N)])
        self.linear = nn.Linear(d_model, d_output)

    def forward(self, x):
        x = self.embedding(x)
        for layer in self.layers:
            x = layer(x)
        return torch.sigmoid(self.linear(x))


def buildings(n=8, hours=510):
    weather = torch.rand(n, hours, 5)
    consumption = weather[:, :, :2].mean(dim=-1, keepdim=True)
    return TensorDataset(weather, consumption)


net = Transformer(d_input=5, d_model=32, d_output=1, q=8, v=8, h=4, N=2, chunk_mode="window")
optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
for x, y in DataLoader(buildings(), batch_size=4):
    loss = F.mse_loss(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
