import torch
from torch import nn


class PosteriorEncoder(nn.Module):
    def __init__(self, in_channels, out_channels, hidden_channels):
        super().__init__()
        self.out_channels = out_channels
        self.pre = nn.Conv1d(in_channels, hidden_channels, 1)
        self.enc = nn.Conv1d(hidden_channels, hidden_channels, 5, padding=2)
        self.proj = nn.Conv1d(hidden_channels, out_channels * 2, 1)

    def forward(self, x):
        x = self.pre(x)
        x = x + torch.tanh(self.enc(x))
        m, logs = torch.split(self.proj(x), self.out_channels, dim=1)
        return m + torch.randn_like(m) * torch.exp(logs), m, logs


class SynthesizerTrn(nn.Module):
    def __init__(self, spec_channels, inter_channels, hidden_channels):
        super().__init__()
        self.enc_q = PosteriorEncoder(spec_channels, inter_channels, hidden_channels)
        self.dec = nn.ConvTranspose1d(inter_channels, 1, 256, stride=256)

    def forward(self, spec):
        z, m, logs = self.enc_q(spec)
        return torch.tanh(self.dec(z)), m, logs
