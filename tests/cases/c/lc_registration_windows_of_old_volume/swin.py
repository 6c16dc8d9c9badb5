import torch
from torch import nn


def window_partition(x, window):
    B, H, W, L, C = x.shape
    a, b, c = window
    x = x.view(B, H // a, a, W // b, b, L // c, c, C)
    return x.permute(0, 1, 3, 5, 2, 4, 6, 7).reshape(-1, a * b * c, C)


def window_reverse(windows, window, size):
    H, W, L = size
    a, b, c = window
    x = windows.view(-1, H // a, W // b, L // c, a, b, c, windows.shape[-1])
    return x.permute(0, 1, 4, 2, 5, 3, 6, 7).reshape(x.shape[0], H, W, L, -1)


class SwinBlock(nn.Module):
    def __init__(self, dim, heads, window):
        super().__init__()
        self.window = window
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))

    def forward(self, x):
        windows = window_partition(self.norm1(x), self.window)
        windows = self.attn(windows, windows, windows, need_weights=False)[0]
        x = x + window_reverse(windows, self.window, x.shape[1:4])
        return x + self.mlp(self.norm2(x))
