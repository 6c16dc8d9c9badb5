"""Warm up the mel encoder of a text-to-speech system on a folder of recordings."""
import argparse
import os
import tempfile
import wave

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

MAX_WAV_VALUE = 32768.0

# file name, length in seconds, channels
TAKES = [("take_001", 0.50, 1), ("take_002", 0.45, 1), ("take_003", 0.60, 1),
         ("take_004", 0.55, 1), ("take_005", 0.40, 2), ("take_006", 0.50, 1)]


def record(folder, rate):
    rng = np.random.default_rng(7)
    for name, seconds, channels in TAKES:
        pcm = (rng.normal(0, 3000, (int(seconds * rate), channels))).astype(np.int16)
        with wave.open(os.path.join(folder, name + ".wav"), "wb") as w:
            w.setnchannels(channels)
            w.setsampwidth(2)
            w.setframerate(rate)
            w.writeframes(pcm.tobytes())
    return sorted(os.path.join(folder, f) for f in os.listdir(folder))


def load_wav_to_torch(path):
    with wave.open(path, "rb") as w:
        rate, channels = w.getframerate(), w.getnchannels()
        data = np.frombuffer(w.readframes(w.getnframes()), dtype=np.int16)
    if channels > 1:
        data = data.reshape(-1, channels)
    return torch.from_numpy(data.astype(np.float32)), rate


class STFT(nn.Module):
    def __init__(self, filter_length=512, hop_length=128):
        super().__init__()
        self.filter_length, self.hop_length = filter_length, hop_length
        self.cutoff = filter_length // 2 + 1
        fourier = np.fft.fft(np.eye(filter_length))[:self.cutoff]
        basis = np.vstack([np.real(fourier), np.imag(fourier)]) * np.hanning(filter_length)
        self.register_buffer("forward_basis", torch.tensor(basis[:, None, :], dtype=torch.float32))

    def transform(self, input_data):
        num_batches, num_samples = input_data.size(0), input_data.size(1)
        input_data = input_data.view(num_batches, 1, num_samples)
        input_data = F.pad(input_data, (self.filter_length // 2,) * 2, mode="reflect")
        spec = F.conv1d(input_data, self.forward_basis, stride=self.hop_length)
        real, imag = spec[:, :self.cutoff], spec[:, self.cutoff:]
        return torch.sqrt(real ** 2 + imag ** 2)


class MelFolder(Dataset):
    def __init__(self, paths, sampling_rate, n_mels):
        self.paths, self.sampling_rate = paths, sampling_rate
        self.stft = STFT()
        self.mel_basis = torch.rand(n_mels, self.stft.cutoff, generator=torch.Generator().manual_seed(0))

    def get_mel(self, path):
        audio, rate = load_wav_to_torch(path)
        if rate != self.sampling_rate:
            raise ValueError(f"{rate} does not match the target rate {self.sampling_rate}")
        audio_norm = (audio / MAX_WAV_VALUE).unsqueeze(0)
        magnitudes = self.stft.transform(audio_norm)
        return torch.log(torch.clamp(self.mel_basis @ magnitudes, min=1e-5)).squeeze(0)

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        return self.get_mel(self.paths[i])


def pad_mels(batch):
    longest = max(m.size(1) for m in batch)
    return torch.stack([F.pad(m, (0, longest - m.size(1))) for m in batch])


class MelPredictor(nn.Module):
    def __init__(self, n_mels, hidden=32):
        super().__init__()
        self.prenet = nn.Linear(n_mels, hidden)
        self.rnn = nn.GRU(hidden, hidden, batch_first=True)
        self.proj = nn.Linear(hidden, n_mels)

    def forward(self, mel):
        h, _ = self.rnn(torch.relu(self.prenet(mel.transpose(1, 2))))
        return self.proj(h).transpose(1, 2)


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("--sampling_rate", type=int, default=16000)
    ap.add_argument("--n_mels", type=int, default=40)
    ap.add_argument("--batch_size", type=int, default=2)
    hp = ap.parse_args()
    torch.manual_seed(1234)
    with tempfile.TemporaryDirectory() as folder:
        trainset = MelFolder(record(folder, hp.sampling_rate), hp.sampling_rate, hp.n_mels)
        loader = DataLoader(trainset, batch_size=hp.batch_size, collate_fn=pad_mels)
        model = MelPredictor(hp.n_mels)
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        for epoch in range(2):
            for mel in loader:
                loss = F.mse_loss(model(mel[..., :-1]), mel[..., 1:])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            print(f"epoch {epoch} loss {loss.item():.4f}")
