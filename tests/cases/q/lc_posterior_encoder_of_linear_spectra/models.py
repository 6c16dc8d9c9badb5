import torch
from torch import nn


class PosteriorEncoder(nn.Module):
    def __init__(self, in_channels, out_channels, hidden_channels):
        super().__init__()
        self.pre = nn.Conv1d(in_channels, hidden_channels, 1)
        self.enc = nn.Sequential(nn.Conv1d(hidden_channels, hidden_channels, 5, padding=2), nn.ReLU())
        self.proj = nn.Conv1d(hidden_channels, out_channels * 2, 1)

    def forward(self, x):
        m, logs = self.proj(self.enc(self.pre(x))).chunk(2, dim=1)
        return m + torch.randn_like(m) * torch.exp(logs), m, logs


class SynthesizerTrn(nn.Module):
    def __init__(self, spec_channels, inter_channels, hidden_channels, upsample_rates):
        super().__init__()
        self.enc_q = PosteriorEncoder(spec_channels, inter_channels, hidden_channels)
        ups, ch = [], inter_channels
        for r in upsample_rates:
            ups += [nn.ConvTranspose1d(ch, ch // 2, r * 2, r, r // 2), nn.LeakyReLU(0.1)]
            ch //= 2
        self.dec = nn.Sequential(*ups, nn.Conv1d(ch, 1, 7, padding=3), nn.Tanh())

    def forward(self, y):
        z, m, logs = self.enc_q(y)
        return self.dec(z), (m, logs)
