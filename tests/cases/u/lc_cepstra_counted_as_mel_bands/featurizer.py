import math

import torch
import torch.nn as nn


def mel_filters(n_mels, n_freqs):
    """Triangles that overlap, evenly spaced."""
    centres = torch.linspace(0, n_freqs - 1, n_mels + 2)
    step = centres[1] - centres[0]
    grid = torch.arange(n_freqs).float()
    return torch.relu(1 - (grid[None] - centres[1:-1, None]).abs() / step)


def cosine_table(n_mfcc, n_mels):
    n, k = torch.arange(n_mels).float(), torch.arange(n_mfcc).float()[:, None]
    return torch.cos(math.pi / n_mels * (n + 0.5) * k)


class AudioFeaturizer(nn.Module):
    def __init__(self, feature_method="MelSpectrogram", n_fft=256, hop_length=128, n_mels=64, n_mfcc=40):
        super().__init__()
        self.feature_method = feature_method
        self.n_fft, self.hop_length, self.n_mels, self.n_mfcc = n_fft, hop_length, n_mels, n_mfcc
        self.register_buffer("fbank", mel_filters(n_mels, n_fft // 2 + 1))
        self.register_buffer("dct", cosine_table(n_mfcc, n_mels))

    @property
    def feature_dim(self):
        """How many numbers a frame has."""
        if self.feature_method == "Spectrogram":
            return self.n_fft // 2 + 1
        if self.feature_method == "MelSpectrogram":
            return self.n_mels
        if self.feature_method == "MFCC":
            return self.n_mels
        raise ValueError(f"unknown feature: {self.feature_method}")

    def forward(self, waveforms):
        window = torch.hann_window(self.n_fft)
        stft = torch.stft(waveforms, self.n_fft, self.hop_length, window=window, return_complex=True)
        feature = stft.abs().pow(2)
        if self.feature_method in ("MelSpectrogram", "MFCC"):
            feature = torch.log(self.fbank @ feature + 1e-6)
        if self.feature_method == "MFCC":
            feature = self.dct @ feature
        return feature - feature.mean(-1, keepdim=True)
