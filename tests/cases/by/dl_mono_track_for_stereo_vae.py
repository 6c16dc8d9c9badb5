import os
import tempfile
import wave

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

RATE = 16000


def write_track(path, seconds, channels):
    rng = np.random.RandomState(len(path) + channels)
    pcm = (rng.randn(int(RATE * seconds), channels) * 3000).astype("<i2")
    with wave.open(path, "wb") as w:
        w.setnchannels(channels)
        w.setsampwidth(2)
        w.setframerate(RATE)
        w.writeframes(pcm.tobytes())


def read_track(path):
    with wave.open(path, "rb") as w:
        raw = w.readframes(w.getnframes())
        pcm = np.frombuffer(raw, dtype="<i2").reshape(-1, w.getnchannels())
    return torch.from_numpy(pcm.T.astype(np.float32) / 32768)


def log_spectrogram(track, n_fft=128, hop=160):
    spec = torch.stft(track, n_fft, hop, window=torch.hann_window(n_fft), return_complex=True)
    return spec.abs().clamp_min(1e-5).log().transpose(1, 2)


class AudioVAE(nn.Module):
    def __init__(self, channels=2, base=32, z=8):
        super().__init__()
        self.conv_in = nn.Conv2d(channels, base, 3, padding=1)
        self.down = nn.ModuleList([nn.Conv2d(base, base, 3, stride=2, padding=1) for _ in range(2)])
        self.conv_out = nn.Conv2d(base, 2 * z, 3, padding=1)

    def encode(self, spec):
        h = self.conv_in(spec)
        for conv in self.down:
            h = conv(F.silu(h))
        mean, logvar = self.conv_out(F.silu(h)).chunk(2, dim=1)
        return mean, logvar


def preprocess(folder, vae):
    for name in sorted(os.listdir(folder)):
        track = read_track(os.path.join(folder, name))
        spec = log_spectrogram(track)
        mean, _ = vae.encode(spec.unsqueeze(0))
        torch.save(mean.squeeze(0), os.path.join(folder, name.replace(".wav", ".pt")))
        print(name, tuple(mean.shape))


with tempfile.TemporaryDirectory() as d, torch.no_grad():
    for k, n_channels in enumerate([2, 2, 1, 2]):
        write_track(os.path.join(d, f"clip_{k}.wav"), 1.5 + 0.5 * k, n_channels)
    preprocess(d, AudioVAE().eval())
