import torch
from torch import nn


class GridEmbedding(nn.Module):
    def forward(self, x):
        b, _, h, w = x.shape
        rows = torch.linspace(0, 1, h).view(1, 1, h, 1).expand(b, 1, h, w)
        cols = torch.linspace(0, 1, w).view(1, 1, 1, w).expand(b, 1, h, w)
        return torch.cat([x, rows, cols], dim=1)


class ChannelMLP(nn.Module):
    def __init__(self, in_channels, out_channels, hidden_channels):
        super().__init__()
        self.fcs = nn.ModuleList([nn.Conv1d(in_channels, hidden_channels, 1), nn.Conv1d(hidden_channels, out_channels, 1)])

    def forward(self, x):
        size = x.shape[2:]
        x = x.flatten(2)
        x = self.fcs[1](nn.functional.gelu(self.fcs[0](x)))
        return x.unflatten(2, size)


class SpectralBlock(nn.Module):
    def __init__(self, channels, n_modes):
        super().__init__()
        self.n_modes = n_modes
        self.weight = nn.Parameter(torch.randn(channels, channels, *n_modes, dtype=torch.cfloat) / channels)
        self.skip = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        m1, m2 = self.n_modes
        freq = torch.fft.rfft2(x)
        out = torch.zeros_like(freq)
        out[:, :, :m1, :m2] = torch.einsum("bixy,ioxy->boxy", freq[:, :, :m1, :m2], self.weight)
        return nn.functional.gelu(torch.fft.irfft2(out, s=x.shape[2:]) + self.skip(x))


class FNO(nn.Module):
    def __init__(self, n_modes, in_channels, out_channels, hidden_channels, n_layers=2, positional_embedding="grid"):
        super().__init__()
        self.positional_embedding = GridEmbedding() if positional_embedding == "grid" else None
        if self.positional_embedding is not None:
            in_channels = in_channels + len(n_modes)
        self.lifting = ChannelMLP(in_channels, hidden_channels, 2 * hidden_channels)
        self.fno_blocks = nn.ModuleList(SpectralBlock(hidden_channels, n_modes) for _ in range(n_layers))
        self.projection = ChannelMLP(hidden_channels, out_channels, 2 * hidden_channels)

    def forward(self, x):
        if self.positional_embedding is not None:
            x = self.positional_embedding(x)
        x = self.lifting(x)
        for block in self.fno_blocks:
            x = block(x)
        return self.projection(x)
