import os
import tempfile
import wave

import numpy as np
import torch
import torch.nn as nn

CAPTIONS = ["calm and slow", "angry", "a happy voice"]


def record(path, seconds, channels=2, rate=16000):
    """What the phone's recorder app writes."""
    t = np.arange(int(seconds * rate)) / rate
    voice = np.stack([np.sin(2 * np.pi * (180 + 20 * c) * t) for c in range(channels)], axis=1)
    with wave.open(path, "wb") as f:
        f.setnchannels(channels)
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes((voice * 20000).astype("<i2").tobytes())


def read_audio(path):
    """Samples between -1 and 1, and the rate."""
    with wave.open(path, "rb") as f:
        samples = np.frombuffer(f.readframes(f.getnframes()), dtype="<i2").astype(np.float32) / 32768
        if f.getnchannels() > 1:
            samples = samples.reshape(-1, f.getnchannels())
        return samples, f.getframerate()


class ConvFeatureExtractor(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.conv_layers = nn.ModuleList()
        in_d = 1
        for k, stride in ((10, 5), (3, 2), (3, 2), (2, 2)):
            self.conv_layers.append(nn.Sequential(nn.Conv1d(in_d, dim, k, stride=stride, bias=False), nn.GELU()))
            in_d = dim

    def forward(self, x):
        x = x.unsqueeze(1)
        for conv in self.conv_layers:
            x = conv(x)
        return x.transpose(1, 2)


class MotionAudio(nn.Module):
    """Describes how something was said."""

    def __init__(self, dim=32):
        super().__init__()
        self.hubert = ConvFeatureExtractor(dim)
        self.adaptor = nn.Linear(dim, dim)
        self.speech_query = nn.Parameter(torch.randn(1, 4, dim))
        self.cross = nn.MultiheadAttention(dim, 4, batch_first=True)
        self.caption_head = nn.Linear(dim, len(CAPTIONS))

    def forward(self, audio):
        speech = self.adaptor(self.hubert(audio))
        query = self.speech_query.expand(speech.shape[0], -1, -1)
        tokens, _ = self.cross(query, speech, speech)
        return self.caption_head(tokens.mean(1))


def inference(model, path):
    audio, rate = read_audio(path)
    assert rate == 16000, "resample first"
    with torch.no_grad():
        logits = model(torch.from_numpy(audio)[None])
    return CAPTIONS[logits.argmax(-1).item()]


with tempfile.TemporaryDirectory() as folder:
    for i in range(3):
        record(os.path.join(folder, f"me_{i}.wav"), seconds=0.5 + 0.2 * i)
    model = MotionAudio().eval()
    for name in sorted(os.listdir(folder)):
        print(name, inference(model, os.path.join(folder, name)))
