import numpy as np
import torch
from torch.utils.data import Dataset


def mel_filters(sr, n_fft, n_mels):
    hz = np.linspace(0, sr / 2, n_fft // 2 + 1)
    top = 2595 * np.log10(1 + sr / 2 / 700)
    edges = 700 * (10 ** (np.linspace(0, top, n_mels + 2) / 2595) - 1)
    up = (hz[None] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    down = (edges[2:, None] - hz[None]) / (edges[2:] - edges[1:-1])[:, None]
    return torch.tensor(np.maximum(0, np.minimum(up, down)), dtype=torch.float32)


def melspectrogram(y, sr, n_fft, hop_length, n_mels=128):
    pad = (n_fft - hop_length) // 2
    y = torch.nn.functional.pad(y[None], (pad, pad), mode="reflect")[0]
    spec = torch.stft(y, n_fft, hop_length, window=torch.hann_window(n_fft), center=False, return_complex=True)
    return torch.log(torch.clamp(mel_filters(sr, n_fft, n_mels) @ spec.abs(), min=1e-5))


class MelDataset(Dataset):
    def __init__(self, wavs, h):
        self.wavs, self.h = wavs, h

    def __len__(self):
        return len(self.wavs)

    def __getitem__(self, i):
        size = self.h["segment_size"]
        start = torch.randint(0, len(self.wavs[i]) - size + 1, (1,)).item()
        audio = self.wavs[i][start:start + size]
        mel = melspectrogram(audio, self.h["sampling_rate"], self.h["n_fft"], self.h["hop_size"])
        return mel, audio
