import torch
from torch.utils.data import Dataset


def mel_basis(num_mels, n_fft):
    """Triangular filters on a linear scale, good enough for toy data."""
    bins = torch.arange(n_fft // 2 + 1, dtype=torch.float32)
    centres = torch.linspace(0, n_fft // 2, num_mels)
    return torch.relu(1 - (bins[None] - centres[:, None]).abs() / 2)


class MelDataset(Dataset):
    def __init__(self, n_clips, h, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.audio = torch.rand(n_clips, h["segment_size"], generator=g) * 2 - 1
        self.h = h
        self.basis = mel_basis(h["num_mels"], h["n_fft"])
        self.window = torch.hann_window(h["n_fft"])

    def __len__(self):
        return len(self.audio)

    def mel_spectrogram(self, y):
        pad = (self.h["n_fft"] - self.h["hop_size"]) // 2
        y = torch.nn.functional.pad(y.unsqueeze(0), (pad, pad), mode="reflect").squeeze(0)
        spec = torch.stft(y, self.h["n_fft"], self.h["hop_size"], window=self.window,
                          center=False, return_complex=True).abs()
        return torch.log(torch.clamp(self.basis @ spec, min=1e-5))

    def __getitem__(self, i):
        y = self.audio[i]
        return self.mel_spectrogram(y), y.unsqueeze(0)
