import torch
from torch import nn

import params
from attention import CrossAttention


class StyleEncoder(nn.Module):
    """One token per example image."""

    def __init__(self, dim):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Conv2d(16, dim, 3, stride=2, padding=1), nn.LeakyReLU(0.2),
        )

    def forward(self, imgs):
        b, n, h, w = imgs.shape
        feat = self.conv(imgs.reshape(b * n, 1, h, w)).mean((2, 3))
        return feat.view(b, n, -1)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.style = StyleEncoder(params.dim)
        self.text = nn.Embedding(params.vocab, params.dim)
        self.cross = CrossAttention(params.dim, params.dim, params.num_heads)
        self.to_strip = nn.Linear(params.dim, 16 * 8)

    def forward(self, style_imgs, words):
        style = self.style(style_imgs)
        tokens = self.cross(self.text(words), style)
        b, n, _ = tokens.shape
        strips = self.to_strip(tokens).view(b, n, 16, 8)
        return torch.tanh(strips.permute(0, 2, 1, 3).reshape(b, 1, 16, n * 8))
