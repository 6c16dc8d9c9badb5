import os
import tempfile
import wave

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

RATE = 8000


def write_wav(path, samples):
    with wave.open(path, "wb") as f:
        f.setnchannels(samples.shape[1])
        f.setsampwidth(2)
        f.setframerate(RATE)
        f.writeframes((samples * 20000).astype("<i2").tobytes())


def make_recordings(root):
    rng = np.random.default_rng(8)
    t = np.arange(RATE // 2) / RATE
    for split, takes in (("train", [1] * 8), ("valid", [1, 1, 2])):
        os.makedirs(os.path.join(root, split))
        for i, channels in enumerate(takes):
            tone = 0.5 * np.sin(2 * np.pi * (200 + 40 * i) * t)
            write_wav(os.path.join(root, split, f"take{i}.wav"), np.repeat(tone[:, None], channels, axis=1)
                      + 0.01 * rng.standard_normal((len(t), channels)))


def load_wav(path):
    with wave.open(path, "rb") as f:
        data = np.frombuffer(f.readframes(f.getnframes()), dtype="<i2").astype(np.float32) / 32768
        data = data.reshape(-1, f.getnchannels())
    return torch.from_numpy(data).t().contiguous()


class NoisyClean(Dataset):
    def __init__(self, folder):
        self.paths = [os.path.join(folder, p) for p in sorted(os.listdir(folder))]

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        clean = load_wav(self.paths[i])
        return clean + 0.05 * torch.randn_like(clean), clean


class Denoiser(nn.Module):
    def __init__(self, hidden=16, kernel=8, stride=4):
        super().__init__()
        self.encoder = nn.ModuleList([
            nn.Sequential(nn.Conv1d(1, hidden, kernel, stride, 2), nn.ReLU()),
            nn.Sequential(nn.Conv1d(hidden, hidden * 2, kernel, stride, 2), nn.ReLU())])
        self.decoder = nn.ModuleList([
            nn.Sequential(nn.ConvTranspose1d(hidden * 2, hidden, kernel, stride, 2), nn.ReLU()),
            nn.ConvTranspose1d(hidden, 1, kernel, stride, 2)])

    def forward(self, mix):
        skips, x = [], mix
        for layer in self.encoder:
            x = layer(x)
            skips.append(x)
        for layer in self.decoder:
            x = layer(x + skips.pop())
        return x


with tempfile.TemporaryDirectory() as root:
    make_recordings(root)
    train_loader = DataLoader(NoisyClean(os.path.join(root, "train")), batch_size=4, shuffle=True)
    valid_loader = DataLoader(NoisyClean(os.path.join(root, "valid")), batch_size=1)
    model = Denoiser()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    for epoch in range(2):
        for noisy, clean in train_loader:
            loss = nn.functional.l1_loss(model(noisy), clean)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"Train | Epoch {epoch + 1} | Loss {loss.item():.5f}")
        with torch.no_grad():
            for k, (noisy, clean) in enumerate(valid_loader):
                print(f"Valid | take {k} | MSE {nn.functional.mse_loss(model(noisy), clean).item():.5f}")
