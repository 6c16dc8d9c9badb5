import os
import tempfile
import wave

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

RATE, SECONDS = 22050, 1


def record(path, channels=2, seed=0):
    rng = np.random.RandomState(seed)
    pcm = (rng.randn(RATE * SECONDS, channels) * 3000).astype(np.int16)
    with wave.open(path, "wb") as w:
        w.setnchannels(channels)
        w.setsampwidth(2)
        w.setframerate(RATE)
        w.writeframes(pcm.tobytes())


def load_wav_to_torch(path):
    with wave.open(path, "rb") as w:
        frames = np.frombuffer(w.readframes(w.getnframes()), dtype=np.int16)
        data = frames.reshape(-1, w.getnchannels()).squeeze()
    return torch.from_numpy(data.astype(np.float32))


class STFT:
    def __init__(self, filter_length=512, hop_length=256):
        self.filter_length, self.hop_length = filter_length, hop_length
        n = torch.arange(filter_length)
        k = torch.arange(filter_length // 2 + 1)[:, None]
        angle = 2 * np.pi * k * n / filter_length
        window = torch.hann_window(filter_length)
        self.forward_basis = (torch.cat([angle.cos(), -angle.sin()]) * window)[:, None, :]

    def transform(self, input_data):
        num_batches = input_data.size(0)
        num_samples = input_data.size(1)
        input_data = input_data.view(num_batches, 1, num_samples)
        pad = self.filter_length // 2
        input_data = F.pad(input_data, (pad, pad), mode="reflect")
        out = F.conv1d(input_data, self.forward_basis, stride=self.hop_length)
        real, imag = out.chunk(2, dim=1)
        return torch.sqrt(real ** 2 + imag ** 2)


class SpeechFolder(Dataset):
    def __init__(self, folder):
        self.files = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]
        self.stft = STFT()

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        audio = load_wav_to_torch(self.files[i])
        audio_norm = (audio / 32768.0).unsqueeze(0)
        return torch.log(self.stft.transform(audio_norm).clamp(min=1e-5)).squeeze(0)


with tempfile.TemporaryDirectory() as folder:
    for k in range(4):
        record(os.path.join(folder, f"utt_{k:02d}.wav"), seed=k)
    postnet = nn.Conv1d(257, 257, 5, padding=2)
    for spec in DataLoader(SpeechFolder(folder), batch_size=2):
        print(spec.shape, F.mse_loss(postnet(spec), spec).item())
