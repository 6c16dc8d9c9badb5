import math

import torch
from torch import nn


def mel_filters(n_mels, n_fft, rate):
    top = 2595 * math.log10(1 + rate / 2 / 700)
    hz = 700 * (10 ** (torch.linspace(0, top, n_mels + 2) / 2595) - 1)
    bins = torch.linspace(0, rate / 2, n_fft // 2 + 1)
    rise = (bins - hz[:-2, None]) / (hz[1:-1] - hz[:-2])[:, None]
    fall = (hz[2:, None] - bins) / (hz[2:] - hz[1:-1])[:, None]
    return torch.minimum(rise, fall).clamp(min=0)


class MFCC(nn.Module):
    def __init__(self, rate=16000, n_mfcc=40, n_mels=64, n_fft=400, hop=200):
        super().__init__()
        self.n_fft, self.hop = n_fft, hop
        self.register_buffer("window", torch.hann_window(n_fft))
        self.register_buffer("mel", mel_filters(n_mels, n_fft, rate))
        k = torch.arange(n_mfcc)[:, None]
        self.register_buffer("dct", torch.cos(math.pi / n_mels * (torch.arange(n_mels) + 0.5) * k))

    def forward(self, wave):
        spec = torch.stft(wave, self.n_fft, self.hop, window=self.window, return_complex=True)
        return self.dct @ (self.mel @ spec.abs() ** 2 + 1e-6).log()


class AudioEncoder(nn.Module):
    def __init__(self, n_mfcc=40, hidden=64, out=32):
        super().__init__()
        self.mfcc_transform = MFCC(n_mfcc=n_mfcc)
        self.conv = nn.Sequential(
            nn.Conv1d(n_mfcc, hidden, kernel_size=3, padding=1), nn.ReLU(),
            nn.Conv1d(hidden, hidden, kernel_size=3, padding=1), nn.ReLU(),
            nn.AdaptiveAvgPool1d(1),
        )
        self.fc = nn.Linear(hidden, out)

    def forward(self, wave):
        mfcc = self.mfcc_transform(wave)
        mfcc = mfcc.transpose(1, 2)
        pooled = self.conv(mfcc)
        return self.fc(pooled.squeeze(2))


class CommandModel(nn.Module):
    def __init__(self, commands=6):
        super().__init__()
        self.audio = AudioEncoder()
        self.head = nn.Linear(32, commands)

    def forward(self, wave):
        return self.head(torch.relu(self.audio(wave)))


waves, commands = torch.randn(12, 16000), torch.randint(0, 6, (12,))
model = CommandModel()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for part, wanted in zip(waves.split(4), commands.split(4)):
    loss = nn.functional.cross_entropy(model(part), wanted)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
