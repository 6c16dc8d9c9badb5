import math
import os
import tempfile
import wave

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

SAMPLING_RATE = 22050
MAX_WAV_VALUE = 32768.0


def record_corpus(folder, n=4, channels=2):
    rng = np.random.RandomState(3)
    for i in range(n):
        pcm = (rng.randn(9000 + 700 * i, channels) * 3000).astype(np.int16)
        with wave.open(os.path.join(folder, f"utt{i}.wav"), "wb") as w:
            w.setnchannels(channels)
            w.setsampwidth(2)
            w.setframerate(SAMPLING_RATE)
            w.writeframes(pcm.tobytes())


def load_wav_to_torch(path):
    with wave.open(path) as w:
        data = np.frombuffer(w.readframes(w.getnframes()), dtype=np.int16)
        data = data.reshape(-1, w.getnchannels()).squeeze()
    return torch.from_numpy(data.astype(np.float32))


class STFT(nn.Module):
    def __init__(self, filter_length=512, hop_length=128):
        super().__init__()
        self.hop, self.pad = hop_length, filter_length // 2
        t = torch.arange(filter_length)
        k = torch.arange(filter_length // 2 + 1)[:, None]
        phase = 2 * math.pi * k * t / filter_length
        window = torch.hann_window(filter_length)
        basis = torch.cat([phase.cos(), -phase.sin()]) * window
        self.register_buffer("forward_basis", basis[:, None])

    def forward(self, y):
        num_batches, num_samples = y.size(0), y.size(1)
        y = y.view(num_batches, 1, num_samples)
        y = F.pad(y, (self.pad, self.pad), mode="reflect")
        spec = F.conv1d(y, self.forward_basis, stride=self.hop)
        real, imag = spec.chunk(2, dim=1)
        return torch.sqrt(real ** 2 + imag ** 2 + 1e-9)


class TextMelLoader(Dataset):
    def __init__(self, folder, n_mel=20):
        self.paths = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]
        self.stft = STFT()
        self.mel_basis = torch.rand(n_mel, 257)

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        audio = load_wav_to_torch(self.paths[i])
        audio_norm = (audio / MAX_WAV_VALUE).unsqueeze(0)
        melspec = torch.matmul(self.mel_basis, self.stft(audio_norm)).squeeze(0)
        return torch.log(melspec.clamp(min=1e-5))


def pad_collate(mels):
    longest = max(m.size(1) for m in mels)
    return torch.stack([F.pad(m, (0, longest - m.size(1))) for m in mels])


class MelPredictor(nn.Module):
    def __init__(self, n_mel=20):
        super().__init__()
        self.rnn = nn.GRU(n_mel, 32, batch_first=True)
        self.proj = nn.Linear(32, n_mel)

    def forward(self, mel):
        return self.proj(self.rnn(mel.transpose(1, 2))[0]).transpose(1, 2)


with tempfile.TemporaryDirectory() as d:
    record_corpus(d)
    net = MelPredictor()
    for mel in DataLoader(TextMelLoader(d), batch_size=2, collate_fn=pad_collate):
        out = net(mel[:, :, :-1])
        print(tuple(mel.shape), F.mse_loss(out, mel[:, :, 1:]).item())
