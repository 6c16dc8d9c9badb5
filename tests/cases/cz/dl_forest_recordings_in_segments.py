import os
import tempfile
import wave

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


def load_wav(path):
    with wave.open(path) as f:
        data = np.frombuffer(f.readframes(f.getnframes()), dtype=np.int16)
        return torch.from_numpy(data.astype(np.float32) / 32768).unsqueeze(0), f.getframerate()


class Spectrogram(nn.Module):
    def __init__(self, n_fft=120, hop_length=60):
        super().__init__()
        self.n_fft, self.hop_length = n_fft, hop_length
        self.register_buffer("window", torch.hann_window(n_fft))

    def forward(self, waveform):
        spec = torch.stft(waveform, self.n_fft, self.hop_length, window=self.window, return_complex=True)
        return spec.abs().pow(2)


class Ecoacoustics(Dataset):
    """Soundscapes of forest and farmland; every recording is stored as spectrograms of fixed duration."""

    def __init__(self, root, resample_rate=1600, specgram_segment_len=2.0):
        self.base_dir = root
        self.processed_dir = os.path.join(root, "processed_audio")
        self.resample_rate = resample_rate
        self.specgram_segment_len = specgram_segment_len
        self.to_specgram = Spectrogram()
        if not os.path.isdir(self.processed_dir):
            self._preprocess_audio()
        self.files = sorted(os.listdir(self.processed_dir))

    def _preprocess_audio(self):
        os.makedirs(self.processed_dir)
        frames_per_segment = int(self.specgram_segment_len * self.resample_rate)
        for name in sorted(f for f in os.listdir(self.base_dir) if f.endswith(".wav")):
            waveform, sr = load_wav(os.path.join(self.base_dir, name))
            if sr != self.resample_rate:
                size = int(waveform.size(-1) * self.resample_rate / sr)
                waveform = F.interpolate(waveform[None], size=size, mode="linear")[0]
            for i, segment in enumerate(waveform.split(frames_per_segment, dim=-1)):
                specgram = self.to_specgram(segment)
                torch.save(specgram, os.path.join(self.processed_dir, f"{name[:-4]}={i:02d}.pt"))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        x = torch.load(os.path.join(self.processed_dir, self.files[index]))
        return x.log1p(), int(self.files[index].startswith("farmland"))


class AudioNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.convs = nn.Sequential(
            nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.BatchNorm2d(8), nn.ReLU(),
            nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
        )
        self.classifier = nn.Linear(16, num_classes)

    def forward(self, x):
        return self.classifier(self.convs(x).mean(dim=(2, 3)))


def record(path, seconds, pitch, rate=3200):
    t = np.arange(int(seconds * rate)) / rate
    sound = 0.3 * np.sin(2 * np.pi * pitch * t) + 0.1 * np.random.randn(len(t))
    with wave.open(path, "wb") as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes((sound.clip(-1, 1) * 32767).astype(np.int16).tobytes())


if __name__ == "__main__":
    np.random.seed(0)
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        for k, seconds in enumerate([8, 8, 9.5, 8]):
            record(os.path.join(root, f"forest_{k}.wav"), seconds, pitch=400)
            record(os.path.join(root, f"farmland_{k}.wav"), 8, pitch=150)
        train_data = Ecoacoustics(root)
        model = AudioNet(num_classes=2)
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        for x, y in DataLoader(train_data, batch_size=8, shuffle=True):
            loss = F.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"{tuple(x.shape)} loss {loss.item():.4f}")
