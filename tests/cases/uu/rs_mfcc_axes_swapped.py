import math

import torch
from torch import nn


class MFCC(nn.Module):
    """Cepstral coefficients of waveforms (batch, samples) as (batch, n_mfcc, time)."""

    def __init__(self, sample_rate=16000, n_mfcc=40, n_fft=400, hop=200, n_mels=64):
        super().__init__()
        self.n_fft, self.hop = n_fft, hop
        self.register_buffer("window", torch.hann_window(n_fft))
        self.register_buffer("mel", self._filters(sample_rate, n_fft, n_mels))
        n = torch.arange(n_mels) + 0.5
        k = torch.arange(n_mfcc)[:, None]
        self.register_buffer("dct", torch.cos(math.pi / n_mels * n * k) * math.sqrt(2.0 / n_mels))

    @staticmethod
    def _filters(rate, n_fft, n_mels):
        top = 2595 * math.log10(1 + rate / 2 / 700)
        edges = 700 * (10 ** (torch.linspace(0, top, n_mels + 2) / 2595) - 1)
        freqs = torch.linspace(0, rate / 2, n_fft // 2 + 1)
        rise = (freqs[None] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
        fall = (edges[2:, None] - freqs[None]) / (edges[2:] - edges[1:-1])[:, None]
        return torch.minimum(rise, fall).clamp(min=0)

    def forward(self, wave):
        spec = torch.stft(wave, self.n_fft, self.hop, window=self.window, return_complex=True).abs() ** 2
        return self.dct @ torch.log(self.mel @ spec + 1e-6)


class AudioEncoder(nn.Module):
    def __init__(self, n_mfcc=40, dim=64):
        super().__init__()
        self.mfcc_transform = MFCC(n_mfcc=n_mfcc)
        self.conv = nn.Sequential(
            nn.Conv1d(n_mfcc, 64, kernel_size=3, stride=1, padding=1),
            nn.ReLU(),
            nn.Conv1d(64, dim, kernel_size=3, stride=2, padding=1),
            nn.ReLU(),
        )

    def forward(self, x):
        mfcc = self.mfcc_transform(x).transpose(1, 2)
        out = self.conv(mfcc)
        return out.mean(dim=2)


class TextEncoder(nn.Module):
    def __init__(self, vocab=200, dim=64):
        super().__init__()
        self.embed = nn.EmbeddingBag(vocab, dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, ids):
        return torch.tanh(self.proj(self.embed(ids)))


class ExpertMixture(nn.Module):
    def __init__(self, dim, n_experts=3):
        super().__init__()
        self.gate = nn.Linear(dim, n_experts)
        self.experts = nn.ModuleList(nn.Linear(dim, dim) for _ in range(n_experts))

    def forward(self, x):
        weights = self.gate(x).softmax(dim=-1)
        stacked = torch.stack([e(x) for e in self.experts], dim=1)
        return (weights.unsqueeze(-1) * stacked).sum(dim=1)


class Assistant(nn.Module):
    def __init__(self, dim=64, n_actions=6):
        super().__init__()
        self.audio = AudioEncoder(dim=dim)
        self.text = TextEncoder(dim=dim)
        self.mixture = ExpertMixture(2 * dim)
        self.policy = nn.Linear(2 * dim, n_actions)

    def forward(self, wave, ids):
        joint = torch.cat([self.audio(wave), self.text(ids)], dim=1)
        return self.policy(self.mixture(joint))


def synthetic_batch(n, seconds=1, rate=16000):
    t = torch.arange(seconds * rate) / rate
    pitch = torch.randint(80, 400, (n, 1)).float()
    wave = torch.sin(2 * math.pi * pitch * t) + 0.05 * torch.randn(n, len(t))
    return wave, torch.randint(0, 200, (n, 12)), (pitch[:, 0] // 64).long().clamp(0, 5)


if __name__ == "__main__":
    torch.manual_seed(7)
    model = Assistant()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    for step in range(3):
        wave, ids, action = synthetic_batch(8)
        loss = nn.functional.cross_entropy(model(wave, ids), action)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, f"{loss.item():.4f}")
