import torch
from torch import nn


class WaveGlow(nn.Module):
    def __init__(self, n_mel_channels, n_flows, n_group, n_channels):
        super().__init__()
        self.n_group = n_group
        self.upsample = nn.ConvTranspose1d(n_mel_channels, n_mel_channels, 256, stride=64)
        self.cond = nn.Conv1d(n_mel_channels * n_group, n_channels, 1)
        self.flows = nn.ModuleList(nn.Conv1d(n_group + n_channels, n_group, 1) for _ in range(n_flows))

    def forward(self, spect, audio):
        spect = self.upsample(spect)
        spect = spect[:, :, :audio.size(1)]
        spect = spect.unfold(2, self.n_group, self.n_group).permute(0, 2, 1, 3)
        spect = self.cond(spect.flatten(2).transpose(1, 2))
        audio = audio.unfold(1, self.n_group, self.n_group).transpose(1, 2)
        for flow in self.flows:
            audio = audio + flow(torch.cat([audio, spect], 1))
        return audio
