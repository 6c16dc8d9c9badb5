import torch
from torch import nn

from acoustic import N_MELS


class Vocoder(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.conv_pre = nn.Conv1d(N_MELS, width, 7, padding=3)
        self.ups = nn.ModuleList([
            nn.ConvTranspose1d(width, width // 2, 16, 8, padding=4),
            nn.ConvTranspose1d(width // 2, width // 4, 16, 8, padding=4),
        ])
        self.conv_post = nn.Conv1d(width // 4, 1, 7, padding=3)

    def forward(self, mel):
        x = self.conv_pre(mel)
        for up in self.ups:
            x = up(nn.functional.leaky_relu(x, 0.1))
        return torch.tanh(self.conv_post(x))


def spectral_l1(predicted, audio, n_fft=256):
    window = torch.hann_window(n_fft)
    spec = [torch.stft(a.squeeze(1), n_fft, n_fft // 4, window=window, return_complex=True).abs()
            for a in (predicted, audio)]
    return nn.functional.l1_loss(*spec)
