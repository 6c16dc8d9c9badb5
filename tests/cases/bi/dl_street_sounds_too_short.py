import os
import tempfile
import wave

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SR = 8000


def write_clips(folder):
    """Street sounds: most last a few seconds, a dog bark or a gun shot much less."""
    rng = np.random.RandomState(10)
    for i, seconds in enumerate((4.0, 4.0, 2.5, 0.09, 4.0)):
        pcm = (rng.uniform(-1, 1, int(seconds * SR)) * 8000).astype("<i2")
        with wave.open(os.path.join(folder, f"{i:02d}.wav"), "wb") as f:
            f.setnchannels(1)
            f.setsampwidth(2)
            f.setframerate(SR)
            f.writeframes(pcm.tobytes())


class StreetSounds(Dataset):
    def __init__(self, folder):
        self.files = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        with wave.open(self.files[i]) as f:
            sig = np.frombuffer(f.readframes(f.getnframes()), "<i2").astype(np.float32) / 32768
        return torch.from_numpy(sig)


class AudioCRNN(nn.Module):
    def __init__(self, n_classes=10, n_fft=256, hop=128):
        super().__init__()
        self.n_fft, self.hop = n_fft, hop
        self.convs = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2), nn.BatchNorm2d(16), nn.ELU(),
            nn.Conv2d(16, 32, 3, stride=2), nn.BatchNorm2d(32), nn.ELU(),
            nn.Conv2d(32, 32, 3, stride=(2, 1)), nn.BatchNorm2d(32), nn.ELU(),
        )
        self.recur = nn.LSTM(32 * 15, 64, batch_first=True)
        self.dense = nn.Linear(64, n_classes)

    def forward(self, sig):
        window = torch.hann_window(self.n_fft)
        spec = torch.stft(sig, self.n_fft, self.hop, window=window, return_complex=True).abs()
        x = self.convs(torch.log1p(spec).unsqueeze(1))
        x = x.permute(0, 3, 1, 2).flatten(2)
        _, (h, _) = self.recur(x)
        return self.dense(h[-1])


with tempfile.TemporaryDirectory() as d:
    write_clips(d)
    net = AudioCRNN().eval()
    with torch.no_grad():
        for sig in DataLoader(StreetSounds(d), batch_size=1):
            label = net(sig).argmax(1).item()
            print(f"{sig.shape[1] / SR:.2f} s -> class {label}")
