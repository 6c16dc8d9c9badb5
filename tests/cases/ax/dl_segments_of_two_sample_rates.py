import os
import tempfile
import wave

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SAMPLE_RATE = 32000
TRACKS = [("guitar.wav", 24000), ("piano.wav", 32000), ("drums.wav", 32000), ("strings.wav", 24000)]


def write_track(path, rate, seconds=22):
    tone = np.sin(np.arange(rate * seconds) * 2 * np.pi * 220 / rate)
    with wave.open(path, "wb") as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes((tone * 12000).astype(np.int16).tobytes())


def audio_read(path, seek_time=0.0, duration=-1.0):
    with wave.open(path, "rb") as f:
        sr = f.getframerate()
        f.setpos(int(seek_time * sr))
        raw = f.readframes(int(duration * sr))
    wav = np.frombuffer(raw, dtype=np.int16).astype(np.float32) / 32768
    return torch.from_numpy(wav)[None], sr


class MusicDataset(Dataset):
    def __init__(self, paths, segment_duration=20):
        self.paths = paths
        self.segment_duration = segment_duration

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        seek_time = 0.5 * (index % 3)
        wav, sr = audio_read(self.paths[index], seek_time, self.segment_duration)
        return wav


class Codec(nn.Module):
    def __init__(self, dim=8, ratio=320):
        super().__init__()
        self.encoder = nn.Conv1d(1, dim, ratio, stride=ratio)
        self.decoder = nn.ConvTranspose1d(dim, 1, ratio, stride=ratio)

    def forward(self, wav):
        return self.decoder(torch.tanh(self.encoder(wav)))


with tempfile.TemporaryDirectory() as root:
    paths = [os.path.join(root, name) for name, _ in TRACKS]
    for path, (_, rate) in zip(paths, TRACKS):
        write_track(path, rate)
    codec = Codec()
    optimizer = torch.optim.Adam(codec.parameters(), lr=3e-4)
    for wav in DataLoader(MusicDataset(paths), batch_size=2):
        loss = nn.functional.l1_loss(codec(wav), wav)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(tuple(wav.shape), loss.item())
