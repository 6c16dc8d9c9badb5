import math

import torch
from torch import nn

# audio
sr = 16000
n_fft = 1024
hop = 200
n_mels = 80
length = hop * 24

# network
upscale_factors = [4, 8, 8]
channels = 32
dilations = [1, 2, 4, 8]


def mel_like_filters():
    g = torch.Generator().manual_seed(0)
    return torch.rand(n_mels, n_fft // 2 + 1, generator=g) / n_fft


def spectrogram(wave):
    spec = torch.stft(wave, n_fft, hop, window=torch.hann_window(n_fft), return_complex=True).abs()
    mel = mel_like_filters() @ spec[:, :, :-1]
    return torch.log(mel + 1e-5)


class UpsampleNet(nn.Module):
    def __init__(self, factors):
        super().__init__()
        layers = []
        for f in factors:
            layers += [nn.ConvTranspose1d(n_mels, n_mels, f, stride=f), nn.LeakyReLU(0.4)]
        self.deconvs = nn.Sequential(*layers)

    def forward(self, mel):
        return self.deconvs(mel)


class ResidualBlock(nn.Module):
    def __init__(self, dilation):
        super().__init__()
        self.conv = nn.Conv1d(channels, 2 * channels, 3, padding=dilation, dilation=dilation)
        self.condition = nn.Conv1d(n_mels, 2 * channels, 1)
        self.out = nn.Conv1d(channels, channels, 1)

    def forward(self, x, c):
        h = self.conv(x) + self.condition(c)
        a, b = h.chunk(2, dim=1)
        return x + self.out(torch.tanh(a) * torch.sigmoid(b))


class UniWaveNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.upsample = UpsampleNet(upscale_factors)
        self.embed = nn.Conv1d(1, channels, 1)
        self.blocks = nn.ModuleList(ResidualBlock(d) for d in dilations)
        self.proj = nn.Conv1d(channels, 1, 1)

    def forward(self, noise, mel):
        c = self.upsample(mel)
        x = self.embed(noise)
        for block in self.blocks:
            x = block(x, c)
        return self.proj(x)


def batch(size=2):
    t = torch.arange(length) / sr
    pitch = torch.empty(size, 1).uniform_(90, 240)
    return torch.sin(2 * math.pi * pitch * t) * 0.5


model = UniWaveNet()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
for step in range(3):
    wave = batch()
    mel = spectrogram(wave)
    generated = model(torch.randn(wave.size(0), 1, length), mel).squeeze(1)
    loss = nn.functional.l1_loss(spectrogram(generated), mel)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
