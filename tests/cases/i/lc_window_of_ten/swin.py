import torch
from torch import nn


def window_partition(x, window_size):
    n, h, w, c = x.shape
    x = x.view(n, h // window_size, window_size, w // window_size, window_size, c)
    return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, window_size * window_size, c)


def window_reverse(windows, window_size, h, w):
    n = windows.shape[0] // (h * w // window_size ** 2)
    x = windows.view(n, h // window_size, w // window_size, window_size, window_size, -1)
    return x.permute(0, 1, 3, 2, 4, 5).reshape(n, h, w, -1)


class WindowBlock(nn.Module):
    def __init__(self, dim, window_size):
        super().__init__()
        self.window_size = window_size
        self.norm = nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, 4, batch_first=True)

    def forward(self, x):
        _, h, w, _ = x.shape
        windows = window_partition(self.norm(x), self.window_size)
        windows, _ = self.attn(windows, windows, windows)
        return x + window_reverse(windows, self.window_size, h, w)


class WindowSegmenter(nn.Module):
    def __init__(self, img_size, num_classes, window_size, dim=16):
        super().__init__()
        self.patch_embed = nn.Conv2d(1, dim, 4, 4)
        self.pos_embed = nn.Parameter(torch.zeros(1, img_size // 4, img_size // 4, dim))
        self.block = WindowBlock(dim, window_size)
        self.head = nn.Conv2d(dim, num_classes, 1)

    def forward(self, x):
        x = self.patch_embed(x).permute(0, 2, 3, 1) + self.pos_embed
        return self.head(self.block(x).permute(0, 3, 1, 2))
