import os
import tempfile
import wave

import numpy as np
import torch
from torch import nn


def record(path, seconds=0.25, rate=16000, channels=2):
    t = np.arange(int(seconds * rate)) / rate
    tone = np.sin(2 * np.pi * 440 * t)[:, None] + 0.1 * np.random.randn(len(t), channels)
    with wave.open(path, "wb") as f:
        f.setnchannels(channels)
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes((tone * 12000).astype("<i2").tobytes())


def load(path):
    with wave.open(path, "rb") as f:
        raw = np.frombuffer(f.readframes(f.getnframes()), dtype="<i2")
        audio = raw.reshape(-1, f.getnchannels()).T.astype("float32") / 32768
    return torch.from_numpy(audio)


class WaveUNet(nn.Module):
    """Encoder and decoder on the raw wave, joined by an LSTM."""

    def __init__(self, chin=1, chout=1, hidden=16, depth=3, kernel=8, stride=4):
        super().__init__()
        self.encoder, self.decoder = nn.ModuleList(), nn.ModuleList()
        for level in range(depth):
            self.encoder.append(nn.Sequential(
                nn.Conv1d(chin, hidden, kernel, stride, padding=2), nn.ReLU(),
                nn.Conv1d(hidden, hidden * 2, 1), nn.GLU(1),
            ))
            up = nn.ConvTranspose1d(hidden, chout, kernel, stride, padding=2)
            self.decoder.insert(0, nn.Sequential(up, nn.ReLU()) if level else nn.Sequential(up))
            chin = chout = hidden
            hidden *= 2
        self.lstm = nn.LSTM(chin, chin, batch_first=True)

    def forward(self, mix):
        x, skips = mix, []
        for enc in self.encoder:
            x = enc(x)
            skips.append(x)
        x = self.lstm(x.transpose(1, 2))[0].transpose(1, 2)
        for dec in self.decoder:
            x = dec(x + skips.pop())
        return x


def enhance(model, folder):
    model.eval()
    with torch.no_grad():
        for name in sorted(os.listdir(folder)):
            noisy = load(os.path.join(folder, name))
            noisy = noisy[:, :noisy.shape[1] // 64 * 64] / (noisy.std() + 1e-3)
            clean = model(noisy.unsqueeze(0))[0]
            print(name, tuple(clean.shape), round(clean.abs().max().item(), 3))


with tempfile.TemporaryDirectory() as folder:
    for k in range(3):
        record(os.path.join(folder, f"meeting_{k}.wav"))
    enhance(WaveUNet(), folder)
