import torch
from torch import nn


class CausalConv2d(nn.Conv2d):
    """A convolution that only sees the pixels above and to the left."""

    def __init__(self, mask_center, in_channels=1, out_channels=64, kernel_size=3, padding=1):
        super().__init__(in_channels, out_channels, kernel_size, padding=padding)
        mask = torch.zeros_like(self.weight)
        h, w = self.weight.shape[2:]
        mask[:, :, : h // 2] = 1
        mask[:, :, h // 2, : w // 2 + (not mask_center)] = 1
        self.register_buffer("mask", mask)

    def forward(self, x):
        return self._conv_forward(x, self.weight * self.mask, self.bias)


class CausalAttention(nn.Module):
    def __init__(self, in_channels, key_channels, value_channels):
        super().__init__()
        self.query = nn.Conv2d(in_channels, key_channels, 1)
        self.key = nn.Conv2d(in_channels, key_channels, 1)
        self.value = nn.Conv2d(in_channels, value_channels, 1)

    def forward(self, x):
        n, _, h, w = x.shape
        q, k, v = (f(x).flatten(2).transpose(1, 2) for f in (self.query, self.key, self.value))
        keep = torch.ones(h * w, h * w).tril(-1).bool()
        scores = (q @ k.transpose(1, 2) / k.shape[-1] ** 0.5).masked_fill(~keep, float("-inf"))
        attn = torch.nan_to_num(scores.softmax(-1))
        return (attn @ v).transpose(1, 2).reshape(n, -1, h, w)
