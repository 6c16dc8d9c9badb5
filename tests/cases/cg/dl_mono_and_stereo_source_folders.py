import random
import tempfile
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

RATE = 8000


def record(root, name, channels, n=4):
    (Path(root) / name).mkdir()
    for i in range(n):
        samples = np.random.default_rng(i).normal(0, 3000, (channels, RATE * 2)).astype(np.int16)
        np.save(Path(root) / name / f"{i:03d}.npy", samples)


def load_audio(path, start, dur):
    data = np.load(path)[:, int(start * RATE):int((start + dur) * RATE)]
    return torch.from_numpy(data.astype(np.float32) / 32768)


def augment_gain(audio, low=0.25, high=1.25):
    return audio * (low + torch.rand(1) * (high - low))


class SourceFolderDataset(Dataset):
    def __init__(self, root, interferer_dirs, target_dir, n_samples=8):
        self.n_samples, self.source_folders = n_samples, interferer_dirs + [target_dir]
        self.tracks = {s: sorted((Path(root) / s).glob("*.npy")) for s in self.source_folders}

    def __len__(self):
        return self.n_samples

    def __getitem__(self, index):
        audio_sources = []
        for source in self.source_folders:
            audio = load_audio(random.choice(self.tracks[source]), start=0.5, dur=1.0)
            audio_sources.append(augment_gain(audio))
        stems = torch.stack(audio_sources)
        return stems.sum(0), stems[-1]


class OpenUnmix(nn.Module):
    def __init__(self, nb_channels=1, n_fft=256, hidden=32):
        super().__init__()
        self.nb_channels, self.n_fft, size = nb_channels, n_fft, (n_fft // 2 + 1) * nb_channels
        self.lstm = nn.LSTM(size, hidden, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(2 * hidden, size)

    def spectrogram(self, x):
        mag = torch.stft(x.flatten(0, 1), self.n_fft, window=torch.hann_window(self.n_fft), return_complex=True).abs()
        mag = mag.view(*x.shape[:2], *mag.shape[1:])
        mag = mag.mean(1, keepdim=True) if self.nb_channels == 1 else mag
        return mag.flatten(1, 2).transpose(1, 2)

    def forward(self, x):
        mag = self.spectrogram(x)
        return torch.relu(self.fc(self.lstm(mag)[0])) * mag


with tempfile.TemporaryDirectory() as root:
    record(root, "noise", channels=2)
    record(root, "speech", channels=1)
    unmix = OpenUnmix(nb_channels=1)
    optimizer = torch.optim.Adam(unmix.parameters(), lr=1e-3)
    for x, y in DataLoader(SourceFolderDataset(root, ["noise"], "speech"), batch_size=4):
        loss = nn.functional.mse_loss(unmix(x), unmix.spectrogram(y))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"train loss {loss.item():.4f}")
