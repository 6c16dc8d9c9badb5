import os
import tempfile
import wave

import numpy as np
import torch
from torch import nn

SAMPLE_RATE = 16000


def record(path, seconds=1.5):
    """What the laptop microphone writes: 16 bit, two channels."""
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    left = 0.4 * np.sin(2 * np.pi * 220 * t)
    right = 0.3 * np.sin(2 * np.pi * 330 * t)
    pcm = (np.stack([left, right], axis=1) * 32767).astype("<i2")
    with wave.open(path, "wb") as f:
        f.setnchannels(2)
        f.setsampwidth(2)
        f.setframerate(SAMPLE_RATE)
        f.writeframes(pcm.tobytes())


def read_wav(path):
    with wave.open(path, "rb") as f:
        assert f.getframerate() == SAMPLE_RATE
        n_channels = f.getnchannels()
        audio = np.frombuffer(f.readframes(f.getnframes()), dtype="<i2")
    if n_channels > 1:
        audio = audio.reshape(-1, n_channels)
    return audio.astype(np.float32) / 32768


class FrameClassifier(nn.Module):
    """Waveform -> log probabilities of 42 phones, one row for every 20 ms."""

    def __init__(self, dim=32, n_phones=42):
        super().__init__()
        layers, cin = [], 1
        for kernel, stride in ((10, 5), (8, 4), (4, 4), (4, 4)):
            layers += [nn.Conv1d(cin, dim, kernel, stride=stride, padding=kernel // 2), nn.GELU()]
            cin = dim
        self.feature_extractor = nn.Sequential(*layers)
        self.encoder = nn.GRU(dim, dim, batch_first=True, bidirectional=True)
        self.lm_head = nn.Linear(2 * dim, n_phones)

    def forward(self, input_values):
        x = self.feature_extractor(input_values[:, None])
        h, _ = self.encoder(x.transpose(1, 2))
        return self.lm_head(h).log_softmax(-1)


class PredictiveAligner:
    def __init__(self):
        self.model = FrameClassifier().eval()

    def align(self, path):
        audio = read_wav(path)
        audio = (audio - audio.mean()) / (audio.std() + 1e-7)
        with torch.no_grad():
            logp = self.model(torch.from_numpy(audio)[None])
        return logp.argmax(-1)[0].tolist()


with tempfile.TemporaryDirectory() as folder:
    wav = os.path.join(folder, "take1.wav")
    record(wav)
    phones = PredictiveAligner().align(wav)
    print(len(phones), "frames:", phones[:10])
