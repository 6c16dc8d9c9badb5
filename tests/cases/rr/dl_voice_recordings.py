import os
import tempfile
import wave

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

hparams = dict(sampling_rate=8000, filter_length=256, hop_length=64, n_mel_channels=20,
               symbols="abcdefgh ", batch_size=3, epochs=2, learning_rate=1e-3)


def record_corpus(folder):
    rng = np.random.default_rng(0)
    lines = []
    for i in range(9):
        text = "".join(rng.choice(list(hparams["symbols"]), rng.integers(4, 9)))
        n = 400 * len(text)
        t = np.arange(n) / hparams["sampling_rate"]
        tone = 0.4 * np.sin(2 * np.pi * (200 + 40 * i) * t) + 0.02 * rng.standard_normal(n)
        pcm = (tone * 32767).astype("<i2")
        channels = 2 if i >= 5 else 1
        path = os.path.join(folder, f"line_{i:02d}.wav")
        with wave.open(path, "wb") as w:
            w.setnchannels(channels)
            w.setsampwidth(2)
            w.setframerate(hparams["sampling_rate"])
            w.writeframes(np.repeat(pcm[:, None], channels, axis=1).tobytes())
        lines.append((path, text))
    return lines


def load_wav_to_torch(path):
    with wave.open(path, "rb") as w:
        data = np.frombuffer(w.readframes(w.getnframes()), dtype="<i2")
        data = data.reshape(-1, w.getnchannels()).squeeze()
        rate = w.getframerate()
    return torch.from_numpy(data.astype(np.float32)), rate


class MelFrontend(nn.Module):
    def __init__(self, filter_length, hop_length, n_mel_channels):
        super().__init__()
        self.filter_length, self.hop_length = filter_length, hop_length
        k = torch.arange(filter_length // 2 + 1)[:, None] * torch.arange(filter_length)
        angle = 2 * np.pi * k / filter_length
        window = torch.hann_window(filter_length)
        self.register_buffer("basis", torch.cat([angle.cos(), -angle.sin()])[:, None] * window)
        self.register_buffer("mel", torch.rand(n_mel_channels, filter_length // 2 + 1) / filter_length)

    def forward(self, y):
        num_batches, num_samples = y.size(0), y.size(1)
        y = y.view(num_batches, 1, num_samples)
        y = F.pad(y, (self.filter_length // 2, self.filter_length // 2), mode="reflect")
        real, imag = F.conv1d(y, self.basis, stride=self.hop_length).chunk(2, dim=1)
        magnitude = torch.sqrt(real ** 2 + imag ** 2 + 1e-9)
        return torch.log(torch.clamp(self.mel @ magnitude, min=1e-5))


class TextMelLoader(Dataset):
    def __init__(self, lines, hp):
        self.lines, self.hp = lines, hp
        self.stft = MelFrontend(hp["filter_length"], hp["hop_length"], hp["n_mel_channels"])

    def get_mel(self, path):
        audio, rate = load_wav_to_torch(path)
        if rate != self.hp["sampling_rate"]:
            raise ValueError(f"{rate} SR does not match target {self.hp['sampling_rate']} SR")
        audio_norm = (audio / 32768.0).unsqueeze(0)
        return self.stft(audio_norm).squeeze(0)

    def __getitem__(self, i):
        path, text = self.lines[i]
        return torch.tensor([self.hp["symbols"].index(c) for c in text]), self.get_mel(path)

    def __len__(self):
        return len(self.lines)


def text_mel_collate(batch):
    text = nn.utils.rnn.pad_sequence([t for t, _ in batch], batch_first=True, padding_value=8)
    frames = max(m.shape[1] for _, m in batch)
    mels = torch.stack([F.pad(m, (0, frames - m.shape[1]), value=-11.5) for _, m in batch])
    return text, mels


class TinyTTS(nn.Module):
    def __init__(self, hp):
        super().__init__()
        self.embedding = nn.Embedding(len(hp["symbols"]), 32)
        self.encoder = nn.GRU(32, 32, batch_first=True, bidirectional=True)
        self.decoder = nn.Conv1d(64, hp["n_mel_channels"], 5, padding=2)

    def forward(self, text, frames):
        h, _ = self.encoder(self.embedding(text))
        return self.decoder(F.interpolate(h.transpose(1, 2), size=frames))


def train(lines, hp):
    torch.manual_seed(1)
    loader = DataLoader(TextMelLoader(lines, hp), batch_size=hp["batch_size"], collate_fn=text_mel_collate)
    model = TinyTTS(hp)
    optimizer = torch.optim.Adam(model.parameters(), lr=hp["learning_rate"])
    for epoch in range(hp["epochs"]):
        for i, (text, mel) in enumerate(loader):
            loss = F.mse_loss(model(text, mel.shape[2]), mel)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"Train loss {epoch}/{i} {loss.item():.4f}")


with tempfile.TemporaryDirectory() as corpus:
    train(record_corpus(corpus), hparams)
