import torch
from torch import nn, Tensor


class FakeMFCC(nn.Module):
    """Stand-in for an MFCC front end: frames, spectrum, projection to coefficients."""

    def __init__(self, n_mfcc=40, n_fft=400, hop=200):
        super().__init__()
        self.n_fft, self.hop = n_fft, hop
        self.register_buffer("basis", torch.randn(n_mfcc, n_fft // 2 + 1) * 0.05)

    def forward(self, wave: Tensor) -> Tensor:
        window = torch.hann_window(self.n_fft)
        spec = torch.stft(wave, self.n_fft, self.hop, window=window, return_complex=True).abs()
        return self.basis @ spec.log1p()


class AudioEncoder(nn.Module):
    def __init__(self, dim: int = 64):
        super().__init__()
        self.mfcc = FakeMFCC()
        self.conv = nn.Sequential(
            nn.Conv1d(40, dim, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv1d(dim, dim, kernel_size=3, padding=1),
            nn.ReLU(),
        )
        self.rnn = nn.GRU(dim, dim, batch_first=True)

    def forward(self, wave: Tensor) -> Tensor:
        feats = self.mfcc(wave)  # (batch, n_mfcc, time)
        feats = feats.transpose(1, 2)
        out = self.conv(feats)
        out, _ = self.rnn(out.transpose(1, 2))
        return out[:, -1]


class MultiModalAgent(nn.Module):
    def __init__(self, dim: int = 64, actions: int = 5):
        super().__init__()
        self.vision = nn.Sequential(nn.Conv2d(3, dim, 8, 8), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.audio = AudioEncoder(dim)
        self.policy = nn.Linear(2 * dim, actions)

    def forward(self, image: Tensor, wave: Tensor) -> Tensor:
        return self.policy(torch.cat([self.vision(image), self.audio(wave)], dim=-1))


agent = MultiModalAgent()
logits = agent(torch.rand(1, 3, 64, 64), torch.randn(1, 16000))
print(logits.softmax(-1))
