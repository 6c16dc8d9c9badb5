import torch
from torch import nn


class WN(nn.Module):
    def __init__(self, half, n_mel, n_channels):
        super().__init__()
        self.start = nn.Conv1d(half, n_channels, 1)
        self.cond = nn.Conv1d(n_mel, n_channels, 1)
        self.end = nn.Conv1d(n_channels, 2 * half, 1)

    def forward(self, audio, spect):
        return self.end(torch.tanh(self.start(audio) + self.cond(spect))).chunk(2, dim=1)


class WaveGlow(nn.Module):
    def __init__(self, n_mel_channels, n_flows, n_group, n_channels, hop_length):
        super().__init__()
        self.n_group = n_group
        self.upsample = nn.ConvTranspose1d(n_mel_channels, n_mel_channels, 4 * hop_length, stride=hop_length)
        self.flows = nn.ModuleList(WN(n_group // 2, n_mel_channels * n_group, n_channels) for _ in range(n_flows))

    def forward(self, spect, audio):
        spect = self.upsample(spect)[:, :, :audio.size(1)]
        spect = spect.unfold(2, self.n_group, self.n_group).permute(0, 2, 1, 3)
        spect = spect.flatten(2).permute(0, 2, 1)
        audio = audio.unfold(1, self.n_group, self.n_group).permute(0, 2, 1)
        log_s_total = 0.0
        for wn in self.flows:
            a, b = audio.chunk(2, dim=1)
            log_s, t = wn(a, spect)
            b = torch.exp(log_s) * b + t
            log_s_total = log_s_total + log_s.sum()
            audio = torch.cat([b, a], dim=1)
        return audio, log_s_total
