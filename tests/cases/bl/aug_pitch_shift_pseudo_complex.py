import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

N_FFT, HOP = 512, 128


def phase_vocoder(spec, rate, phase_advance):
    """Stretches a complex spectrogram (..., freq, time) by the factor 1 / rate."""
    steps = torch.arange(0, spec.size(-1), rate)
    alphas = steps % 1.0
    phase_0 = spec[..., :1].angle()
    spec = nn.functional.pad(spec, [0, 2])
    left = spec.index_select(-1, steps.long())
    right = spec.index_select(-1, (steps + 1).long())
    phase = right.angle() - left.angle() - phase_advance
    phase = phase - 2 * math.pi * torch.round(phase / (2 * math.pi)) + phase_advance
    phase = torch.cat([phase_0, phase[..., :-1]], dim=-1).cumsum(-1)
    return torch.polar(alphas * right.abs() + (1 - alphas) * left.abs(), phase)


class PitchShift:
    def __init__(self, semitones):
        self.ratio = 2.0 ** (semitones / 12)
        self.window = torch.hann_window(N_FFT)
        self.phase_advance = torch.linspace(0, math.pi * HOP, N_FFT // 2 + 1)[:, None]

    def __call__(self, waveform):
        channels, samples = waveform.shape
        spec = torch.view_as_real(torch.stft(waveform, N_FFT, HOP, window=self.window, return_complex=True))
        spec = phase_vocoder(spec, 1 / self.ratio, self.phase_advance)
        stretched = torch.istft(spec, N_FFT, HOP, window=self.window, length=int(samples * self.ratio))
        return nn.functional.interpolate(stretched[None], size=samples, mode="linear")[0]


class VoiceDataset(TensorDataset):
    def __init__(self, n=12, transform=None):
        super().__init__(0.1 * torch.randn(n, 1, 8000), torch.randint(0, 4, (n,)))
        self.transform = transform

    def __getitem__(self, i):
        wav, label = super().__getitem__(i)
        return (self.transform(wav) if self.transform else wav), label


net = nn.Sequential(
    nn.Conv1d(1, 16, 80, stride=16), nn.BatchNorm1d(16), nn.ReLU(), nn.MaxPool1d(4),
    nn.Conv1d(16, 32, 3), nn.ReLU(), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(32, 4),
)
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for wav, label in DataLoader(VoiceDataset(transform=PitchShift(semitones=3)), batch_size=6):
    loss = nn.functional.cross_entropy(net(wav), label)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print("loss", loss.item())
