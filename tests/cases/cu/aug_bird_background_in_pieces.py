import os
import random
import tempfile
import wave

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

random.seed(5)
torch.manual_seed(5)

SAMPLE_RATE = 48_000
CLIP_SECONDS = 0.5
N_SPECIES = 4


def write_wav(path, samples, sample_rate):
    with wave.open(path, "wb") as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(sample_rate)
        f.writeframes((samples * 20000).astype("<i2").tobytes())


class Audio:
    """Reads mono files and brings them to one sample rate."""

    def __init__(self, sample_rate):
        self.sample_rate = sample_rate

    @staticmethod
    def rms_normalize(samples):
        return samples / (samples.square().mean(dim=-1, keepdim=True).sqrt() + 1e-8)

    def get_num_samples(self, path):
        with wave.open(path) as f:
            return round(f.getnframes() * self.sample_rate / f.getframerate())

    def __call__(self, path, sample_offset=0, num_samples=None):
        with wave.open(path) as f:
            raw = np.frombuffer(f.readframes(f.getnframes()), dtype="<i2").astype(np.float32) / 32768
        total = self.get_num_samples(path)
        data = nn.functional.interpolate(torch.from_numpy(raw)[None, None], size=total, mode="linear")[0]
        data = data[:, sample_offset:]
        if num_samples is not None:
            data = data[:, :num_samples]
            data = nn.functional.pad(data, (0, num_samples - data.shape[-1]))
        return data


class AddBackgroundNoise(nn.Module):
    def __init__(self, background_folder, sample_rate, min_snr_in_db=3.0, max_snr_in_db=30.0, p=0.5):
        super().__init__()
        self.background_paths = sorted(
            os.path.join(background_folder, name) for name in os.listdir(background_folder))
        self.audio = Audio(sample_rate)
        self.snr_range = (min_snr_in_db, max_snr_in_db)
        self.p = p

    def random_background(self, num_samples):
        pieces = []
        missing_num_samples = num_samples
        while missing_num_samples > 0:
            path = random.choice(self.background_paths)
            background_num_samples = self.audio.get_num_samples(path)
            if background_num_samples > missing_num_samples:
                sample_offset = random.randint(0, background_num_samples - missing_num_samples)
                background = self.audio(path, sample_offset=sample_offset, num_samples=num_samples)
                missing_num_samples = 0
            else:
                background = self.audio(path)
                missing_num_samples -= background_num_samples
            pieces.append(self.audio.rms_normalize(background))
        return self.audio.rms_normalize(torch.cat(pieces, dim=1))

    def forward(self, samples):
        chosen = torch.rand(samples.shape[0]) < self.p
        if not self.training or not chosen.any():
            return samples
        picked = samples[chosen]
        background = torch.stack([self.random_background(picked.shape[-1]) for _ in picked])
        snr = torch.empty(len(picked), 1, 1).uniform_(*self.snr_range)
        rms = picked.square().mean(dim=-1, keepdim=True).sqrt() / 10 ** (snr / 20)
        out = samples.clone()
        out[chosen] = picked + rms * background
        return out


class SpeciesNet(nn.Module):
    def __init__(self, n_species):
        super().__init__()
        self.frontend = nn.Sequential(nn.Conv1d(1, 16, 256, stride=128), nn.ReLU())
        self.head = nn.Linear(16, n_species)

    def forward(self, x):
        return self.head(self.frontend(x).mean(-1))


with tempfile.TemporaryDirectory() as folder:
    rng = np.random.default_rng(1)
    for i, seconds in enumerate([0.4, 0.6, 0.3, 0.75, 1.2]):
        write_wav(os.path.join(folder, f"no_call_{i}.wav"), rng.uniform(-1, 1, int(32_000 * seconds)), 32_000)

    calls = torch.randn(32, 1, int(SAMPLE_RATE * CLIP_SECONDS)) * 0.1
    loader = DataLoader(TensorDataset(calls, torch.randint(N_SPECIES, (32,))), batch_size=8)
    augment = AddBackgroundNoise(folder, SAMPLE_RATE, p=0.75)
    model = SpeciesNet(N_SPECIES)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4)
    for step, (waveform, species) in enumerate(loader):
        loss = nn.functional.cross_entropy(model(augment(waveform)), species)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, loss.item())
