import math
import os
import tempfile

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def mel_filterbank(n_stft, n_mels, sample_rate, f_min=20.0):
    hz = torch.linspace(0, sample_rate / 2, n_stft)
    top = 2595 * math.log10(1 + sample_rate / 2 / 700)
    low = 2595 * math.log10(1 + f_min / 700)
    centers = 700 * (10 ** (torch.linspace(low, top, n_mels + 2) / 2595) - 1)
    up = (hz[:, None] - centers[:-2]) / (centers[1:-1] - centers[:-2])
    down = (centers[2:] - hz[:, None]) / (centers[2:] - centers[1:-1])
    return torch.minimum(up, down).clamp(min=0)


class Spectrogram(nn.Module):
    def __init__(self, n_fft, hop_length):
        super().__init__()
        self.n_fft, self.hop_length = n_fft, hop_length
        self.register_buffer("window", torch.hann_window(n_fft))

    def forward(self, wav):
        spec = torch.stft(wav, self.n_fft, self.hop_length, window=self.window, return_complex=True)
        return spec.abs() ** 2


class MelScale(nn.Module):
    def __init__(self, n_mels, sample_rate, n_stft=None):
        super().__init__()
        self.n_mels, self.sample_rate = n_mels, sample_rate
        fb = torch.empty(0) if n_stft is None else mel_filterbank(n_stft, n_mels, sample_rate)
        self.register_buffer("fb", fb)

    def forward(self, spec):
        if self.fb.numel() == 0:
            self.fb = mel_filterbank(spec.size(-2), self.n_mels, self.sample_rate)
        return torch.matmul(spec.transpose(-1, -2), self.fb).transpose(-1, -2)


class LogMel(nn.Module):
    def __init__(self, sample_rate=16000, n_fft=400, hop_length=160, n_mels=40):
        super().__init__()
        self.spectrogram = Spectrogram(n_fft, hop_length)
        self.mel_scale = MelScale(n_mels, sample_rate)

    def forward(self, wav):
        return torch.log(self.mel_scale(self.spectrogram(wav)) + 1e-6)


class KeywordSpotter(nn.Module):
    def __init__(self, words=4, n_mels=40):
        super().__init__()
        self.frontend = LogMel(n_mels=n_mels)
        self.norm = nn.BatchNorm1d(n_mels)
        self.gru = nn.GRU(n_mels, 48, batch_first=True)
        self.head = nn.Linear(48, words)

    def forward(self, wav):
        x = self.norm(self.frontend(wav)).transpose(1, 2)
        _, h = self.gru(x)
        return self.head(h[-1])


def train_steps(model, loader, optimizer):
    model.train()
    for wav, word in loader:
        loss = F.cross_entropy(model(wav), word)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def save_checkpoint(path, model, optimizer, epoch):
    torch.save({"epoch": epoch, "model": model.state_dict(), "optimizer": optimizer.state_dict()}, path)


def resume(path, lr):
    ckpt = torch.load(path)
    model = KeywordSpotter()
    model.load_state_dict(ckpt["model"])
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    optimizer.load_state_dict(ckpt["optimizer"])
    return model, optimizer, ckpt["epoch"] + 1


def speech_commands(n=12):
    g = torch.Generator().manual_seed(0)
    t = torch.arange(8000) / 16000
    word = torch.arange(n) % 4
    tone = torch.sin(2 * math.pi * (200 + 150 * word[:, None]) * t)
    return TensorDataset(tone + 0.05 * torch.randn(n, 8000, generator=g), word)


if __name__ == "__main__":
    torch.manual_seed(0)
    loader = DataLoader(speech_commands(), batch_size=6, shuffle=True)
    with tempfile.TemporaryDirectory() as run_dir:
        path = os.path.join(run_dir, "last.pt")
        model = KeywordSpotter()
        adam = torch.optim.Adam(model.parameters(), lr=2e-3)
        print("epoch 0", train_steps(model, loader, adam))
        save_checkpoint(path, model, adam, epoch=0)

        model, adam, start = resume(path, lr=2e-3)
        for epoch in range(start, start + 2):
            print("epoch", epoch, train_steps(model, loader, adam))
