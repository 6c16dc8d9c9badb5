import torch
from torch import nn


class MelPatches(nn.Module):
    """Log-mel patches of full height, patch_frames wide."""

    def __init__(self, n_mels=32, n_fft=256, hop=128, patch_frames=4):
        super().__init__()
        self.n_fft, self.hop, self.patch_frames = n_fft, hop, patch_frames
        self.register_buffer("window", torch.hann_window(n_fft), persistent=False)
        g = torch.Generator().manual_seed(0)
        self.register_buffer("mel", torch.rand(n_mels, n_fft // 2 + 1, generator=g), persistent=False)
        self.patch_dim = n_mels * patch_frames

    def forward(self, audio):
        spec = torch.stft(audio, self.n_fft, self.hop, window=self.window, return_complex=True).abs()
        logmel = torch.log1p(self.mel @ spec)
        n = logmel.shape[-1] // self.patch_frames
        logmel = logmel[..., : n * self.patch_frames]
        return logmel.unflatten(-1, (n, self.patch_frames)).permute(0, 2, 1, 3).flatten(2)
