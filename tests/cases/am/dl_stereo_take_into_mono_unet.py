import os
import tempfile
import wave

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

CHUNK = 163840


def write_wav(path, audio, rate=24000):
    frames = (audio.T * 32767).astype("<i2")
    with wave.open(path, "wb") as f:
        f.setnchannels(frames.shape[1])
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes(frames.tobytes())


def read_wav(path):
    with wave.open(path, "rb") as f:
        raw = np.frombuffer(f.readframes(f.getnframes()), dtype="<i2")
        samples = raw.reshape(-1, f.getnchannels()).T.astype(np.float32) / 32768
        return torch.from_numpy(samples), f.getframerate()


def record_interview(path, seconds=14, rate=24000):
    rng = np.random.default_rng(3)
    t = np.arange(seconds * rate) / rate
    voice = 0.3 * np.sin(2 * np.pi * 180 * t) * (np.sin(2 * np.pi * 2 * t) > 0)
    takes = [0.9 * voice, 0.6 * voice]
    write_wav(path, np.stack([v + 0.02 * rng.normal(size=t.size) for v in takes]), rate)


class WaveUNet(nn.Module):
    def __init__(self, in_channels=1, width=24):
        super().__init__()
        self.enc1 = nn.Conv1d(in_channels, width, 15, padding=7)
        self.enc2 = nn.Conv1d(width, 2 * width, 15, padding=7)
        self.dec1 = nn.Conv1d(3 * width, width, 5, padding=2)
        self.out = nn.Conv1d(width + in_channels, in_channels, 1)

    def forward(self, noisy):
        skip = F.leaky_relu(self.enc1(noisy))
        deep = F.leaky_relu(self.enc2(skip[..., ::2]))
        up = F.interpolate(deep, size=skip.shape[-1])
        h = F.leaky_relu(self.dec1(torch.cat([up, skip], dim=1)))
        noise = torch.tanh(self.out(torch.cat([h, noisy], dim=1)))
        return noisy - noise


@torch.no_grad()
def denoise_file(model, source, target):
    audio, rate = read_wav(source)
    n = audio.shape[-1]
    audio = F.pad(audio, (0, -n % CHUNK))
    pieces = []
    for audio_chunk in audio.split(CHUNK, dim=-1):
        pieces.append(model(audio_chunk[None])[0])
    clean = torch.cat(pieces, dim=-1)[:, :n].clamp(-1, 1)
    write_wav(target, clean.numpy(), rate)
    return clean.shape


with tempfile.TemporaryDirectory() as d:
    record_interview(os.path.join(d, "interview.wav"))
    unet = WaveUNet().eval()
    print(denoise_file(unet, os.path.join(d, "interview.wav"), os.path.join(d, "clean.wav")))
