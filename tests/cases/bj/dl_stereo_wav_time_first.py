import os
import tempfile
import wave

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


def write_wav(path, channels, sr=48000, seconds=0.5):
    rng = np.random.default_rng(channels)
    data = (rng.normal(size=(int(sr * seconds), channels)) * 3000).astype("<i2")
    with wave.open(path, "wb") as f:
        f.setnchannels(channels)
        f.setsampwidth(2)
        f.setframerate(sr)
        f.writeframes(data.tobytes())


def read_wav(path):
    """Like soundfile.read: (samples,) or (samples, channels)."""
    with wave.open(path) as f:
        data = np.frombuffer(f.readframes(f.getnframes()), "<i2")
        if f.getnchannels() > 1:
            data = data.reshape(-1, f.getnchannels())
        return data.astype(np.float32) / 32768.0, f.getframerate()


def resample(x, sr_orig, sr_new, taps=61):
    step = sr_orig // sr_new
    n = torch.arange(taps) - taps // 2
    kernel = torch.sinc(n / step) * torch.hann_window(taps, periodic=False) / step
    return F.conv1d(x.unsqueeze(1), kernel.view(1, 1, -1), stride=step).squeeze(1)


class AudioEmbedder(nn.Module):
    def __init__(self, dim=16):
        super().__init__()
        self.frames = nn.Conv1d(1, dim, 400, stride=160)
        self.mix = nn.Conv1d(dim, dim, 3, padding=1)

    def forward(self, wav):
        h = torch.relu(self.frames(wav.unsqueeze(1)))
        return self.mix(h).transpose(1, 2).reshape(-1, self.mix.out_channels)


class FrechetDistance:
    def __init__(self, sr=16000):
        self.sr, self.model = sr, AudioEmbedder().eval()

    def load(self, path):
        data, sr = read_wav(path)
        wav = torch.from_numpy(data)
        if wav.dim() == 1:
            wav = wav.unsqueeze(0)
        return resample(wav, sr, self.sr)

    @torch.no_grad()
    def embeddings(self, folder):
        names = sorted(os.listdir(folder))
        return torch.cat([self.model(self.load(os.path.join(folder, n))) for n in names])

    def score(self, background, generated):
        a, b = self.embeddings(background), self.embeddings(generated)
        return ((a.mean(0) - b.mean(0)) ** 2).sum().item()


with tempfile.TemporaryDirectory() as real, tempfile.TemporaryDirectory() as fake:
    write_wav(os.path.join(real, "mono.wav"), channels=1)
    write_wav(os.path.join(fake, "stereo.wav"), channels=2)
    print("distance of the means", FrechetDistance().score(real, fake))
