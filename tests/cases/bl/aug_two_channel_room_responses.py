import os
import random
import tempfile
import wave

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

random.seed(11)
RATE = 16000


def write_wav(path, samples):
    """samples: (frames, channels) in -1..1"""
    with wave.open(path, "wb") as f:
        f.setnchannels(samples.shape[1])
        f.setsampwidth(2)
        f.setframerate(RATE)
        f.writeframes((samples * 32767).astype("<i2").tobytes())


def read_wav(path):
    with wave.open(path, "rb") as f:
        data = np.frombuffer(f.readframes(f.getnframes()), dtype="<i2")
        data = data.reshape(-1, f.getnchannels()).T.astype(np.float32) / 32768
    return torch.from_numpy(data)


def download_rirs(folder):
    decay = np.exp(-np.arange(800) / 120)[:, None]
    for name, channels in (("air_office", 1), ("rwcp_room", 2), ("reverb_hall", 2)):
        write_wav(os.path.join(folder, name + ".wav"), 0.5 * decay * np.random.uniform(-1, 1, (800, channels)))


class Reverb:
    def __init__(self, folder):
        paths = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]
        self.rirs = [read_wav(p) for p in paths]

    def __call__(self, speech):
        rir = random.choice(self.rirs)
        kernel = rir.flip(-1).unsqueeze(0)
        padded = nn.functional.pad(speech, (rir.size(-1) - 1, 0))
        wet = nn.functional.conv1d(padded.unsqueeze(0), kernel)[0]
        return wet / wet.abs().max().clamp(min=1e-5)


class Keywords(Dataset):
    def __init__(self, augment):
        self.audio, self.augment = 0.1 * torch.randn(12, 1, RATE // 2), augment

    def __len__(self):
        return len(self.audio)

    def __getitem__(self, i):
        frames = self.augment(self.audio[i])[0].unfold(0, 400, 160)
        return torch.fft.rfft(frames).abs().clamp(min=1e-6).log(), i % 3


class KeywordSpotter(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(201, 32, batch_first=True)
        self.out = nn.Linear(32, 3)

    def forward(self, x):
        return self.out(self.gru(x)[0].mean(1))


with tempfile.TemporaryDirectory() as rir_dir:
    download_rirs(rir_dir)
    model = KeywordSpotter()
    for feats, word in DataLoader(Keywords(Reverb(rir_dir)), batch_size=4):
        loss = nn.functional.cross_entropy(model(feats), word)
        loss.backward()
        print(tuple(feats.shape), loss.item())
