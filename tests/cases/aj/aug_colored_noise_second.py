import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

SAMPLE_RATE = 11025


def coloured_noise(f_decay, num_samples, sample_rate):
    """One second of noise with a 1/f**decay spectrum, repeated up to the wanted length."""
    spectrum = torch.fft.rfft(torch.randn(sample_rate))
    shape = 1.0 / torch.linspace(1, math.sqrt(sample_rate / 2), len(spectrum)) ** f_decay
    noise = torch.fft.irfft(spectrum * shape)
    noise = noise / noise.square().mean().sqrt()
    return noise.repeat(math.ceil(num_samples / sample_rate))[:num_samples]


class PolarityInversion(nn.Module):
    def forward(self, wav):
        sign = torch.where(torch.rand(len(wav), 1, 1) < 0.5, -1.0, 1.0)
        return wav * sign


class AddColouredNoise(nn.Module):
    def __init__(self, min_snr_db=3.0, max_snr_db=30.0, min_f_decay=-2.0, max_f_decay=2.0, sample_rate=SAMPLE_RATE):
        super().__init__()
        self.snr = (min_snr_db, max_snr_db)
        self.f_decay = (min_f_decay, max_f_decay)
        self.sample_rate = sample_rate

    def forward(self, wav):
        batch_size, num_channels, num_samples = wav.shape
        decays = torch.empty(batch_size).uniform_(*self.f_decay).tolist()
        snr = torch.empty(batch_size, 1, 1).uniform_(*self.snr)
        noise = torch.stack([coloured_noise(d, num_samples, self.sample_rate) for d in decays])
        level = wav.square().mean(dim=-1, keepdim=True).sqrt() / 10 ** (snr / 20)
        return wav + level * noise.view(batch_size, 1, num_samples).expand(-1, num_channels, -1)


class KeywordNet(nn.Module):
    def __init__(self, n_words=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(1, 16, 80, stride=16), nn.BatchNorm1d(16), nn.ReLU(), nn.MaxPool1d(4),
            nn.Conv1d(16, 32, 3), nn.BatchNorm1d(32), nn.ReLU(), nn.AdaptiveAvgPool1d(1), nn.Flatten(),
        )
        self.fc = nn.Linear(32, n_words)

    def forward(self, wav):
        return self.fc(self.features(wav))


def spoken_words(n=24, seconds=1):
    t = torch.arange(SAMPLE_RATE * seconds) / SAMPLE_RATE
    words = torch.arange(n) % 4
    return TensorDataset(torch.sin(2 * math.pi * 300 * (words[:, None, None] + 1) * t), words)


augment = nn.Sequential(PolarityInversion(), AddColouredNoise())
net = KeywordNet()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for wav, word in DataLoader(spoken_words(), batch_size=8, shuffle=True):
    loss = nn.functional.cross_entropy(net(augment(wav)), word)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
