import os
import tempfile
import wave

import numpy as np
import torch
from torch import nn

SOURCES = ["drums", "bass", "other", "vocals"]


def record(path, channels, seconds=1.5, rate=22050):
    pcm = (np.random.normal(size=(int(seconds * rate), channels)) * 3000).astype("<i2")
    with wave.open(path, "wb") as f:
        f.setparams((channels, 2, rate, 0, "NONE", ""))
        f.writeframes(pcm.tobytes())


def load_track(path):
    with wave.open(path, "rb") as f:
        raw = np.frombuffer(f.readframes(f.getnframes()), dtype="<i2")
        wav = torch.from_numpy(raw.reshape(-1, f.getnchannels()).T.astype(np.float32)) / 2 ** 15
    return wav


class Demix(nn.Module):
    def __init__(self, audio_channels=2, channels=24, depth=3, kernel_size=8, stride=4):
        super().__init__()
        self.audio_channels = audio_channels
        self.total_stride = stride ** depth
        self.encoder, self.decoder = nn.ModuleList(), nn.ModuleList()
        cin, out = audio_channels, len(SOURCES) * audio_channels
        for index in range(depth):
            self.encoder.append(nn.Conv1d(cin, channels, kernel_size, stride, padding=2))
            self.decoder.insert(0, nn.ConvTranspose1d(channels, out, kernel_size, stride, padding=2))
            cin = out = channels
            channels *= 2

    def forward(self, mix):
        x, saved = mix, []
        for encode in self.encoder:
            x = torch.relu(encode(x))
            saved.append(x)
        for decode in self.decoder:
            x = decode(x + saved.pop())
        return x.view(x.size(0), len(SOURCES), self.audio_channels, x.size(-1))


def apply_model(model, mix):
    length = mix.shape[-1]
    padded = nn.functional.pad(mix, (0, -length % model.total_stride))
    with torch.no_grad():
        sources = model(padded.unsqueeze(0))[0]
    return sources[..., :length]


with tempfile.TemporaryDirectory() as folder:
    for name, n in [("live_take.wav", 2), ("rehearsal.wav", 1)]:
        record(os.path.join(folder, name), n)
    model = Demix().eval()
    for name in sorted(os.listdir(folder)):
        wav = load_track(os.path.join(folder, name))
        ref = wav.mean(0)
        wav = (wav - ref.mean()) / ref.std()
        estimates = apply_model(model, wav) * ref.std() + ref.mean()
        print(name, dict(zip(SOURCES, estimates.abs().amax(dim=(1, 2)).tolist())))
