import os
import tempfile
import wave

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SAMPLE_RATE, MAX_WAV_VALUE = 22050, 32768.0


def write_wav(path, seconds, channels, rng):
    samples = rng.normal(0, 3000, size=(int(seconds * SAMPLE_RATE), channels)).astype("<i2")
    with wave.open(path, "wb") as f:
        f.setnchannels(channels)
        f.setsampwidth(2)
        f.setframerate(SAMPLE_RATE)
        f.writeframes(samples.tobytes())


def record_corpus(folder):
    rng = np.random.default_rng(3)
    filelist = []
    for speaker, n, channels in (("phone", 8, 1), ("studio", 4, 2)):
        for i in range(n):
            path = os.path.join(folder, f"{speaker}_{i:03d}.wav")
            write_wav(path, 0.4 + 0.05 * i, channels, rng)
            filelist.append((path, f"{speaker} sentence {i}"))
    return filelist


def load_wav_to_torch(path):
    with wave.open(path, "rb") as f:
        data = np.frombuffer(f.readframes(f.getnframes()), dtype="<i2").astype(np.float32)
        data = data.reshape(-1, f.getnchannels())
    return torch.from_numpy(data).squeeze(1)


class STFT(nn.Module):
    def __init__(self, filter_length=512, hop_length=256, n_mels=40):
        super().__init__()
        self.filter_length, self.hop_length = filter_length, hop_length
        self.register_buffer("window", torch.hann_window(filter_length))
        self.register_buffer("mel_basis", torch.rand(n_mels, filter_length // 2 + 1))

    def mel_spectrogram(self, y):
        num_batches, num_samples = y.size(0), y.size(1)
        y = y.view(num_batches, 1, num_samples)
        spec = torch.stft(y.squeeze(1), self.filter_length, self.hop_length,
                          window=self.window, return_complex=True).abs()
        return torch.log(torch.clamp(self.mel_basis @ spec, min=1e-5))


class TextMelLoader(Dataset):
    def __init__(self, filelist):
        self.filelist, self.stft = filelist, STFT()

    def get_mel(self, path):
        audio_norm = load_wav_to_torch(path) / MAX_WAV_VALUE
        return self.stft.mel_spectrogram(audio_norm.unsqueeze(0)).squeeze(0)

    def __len__(self):
        return len(self.filelist)

    def __getitem__(self, i):
        path, text = self.filelist[i]
        return torch.tensor([ord(c) for c in text]), self.get_mel(path)


def collate(batch):
    text = nn.utils.rnn.pad_sequence([t for t, _ in batch], batch_first=True)
    mel = nn.utils.rnn.pad_sequence([m.t() for _, m in batch], batch_first=True)
    return text, mel


class TextToMel(nn.Module):
    def __init__(self, n_mels=40):
        super().__init__()
        self.embedding = nn.Embedding(128, 32)
        self.decoder = nn.GRU(32 + n_mels, 64, batch_first=True)
        self.proj = nn.Linear(64, n_mels)

    def forward(self, text, mel):
        context = self.embedding(text).mean(1, keepdim=True).expand(-1, mel.size(1), -1)
        previous = torch.cat([torch.zeros_like(mel[:, :1]), mel[:, :-1]], dim=1)
        return self.proj(self.decoder(torch.cat([context, previous], dim=-1))[0])


with tempfile.TemporaryDirectory() as folder:
    filelist = record_corpus(folder)
    train_loader = DataLoader(TextMelLoader(filelist[:10]), batch_size=4, collate_fn=collate)
    val_loader = DataLoader(TextMelLoader(filelist[10:]), batch_size=2, collate_fn=collate)
    model = TextToMel()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(2):
        for step, (text, mel) in enumerate(train_loader):
            loss = nn.functional.mse_loss(model(text, mel), mel)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"epoch {epoch} step {step} train loss {loss.item():.3f}")
        with torch.no_grad():
            val = [nn.functional.mse_loss(model(t, m), m).item() for t, m in val_loader]
        print(f"epoch {epoch} val loss {sum(val) / len(val):.3f}")
