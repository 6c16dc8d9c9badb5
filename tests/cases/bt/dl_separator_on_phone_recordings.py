"""Split every recording of a folder into four stems."""
import os
import tempfile
import wave

import numpy as np
import torch
import torch.nn as nn

SOURCES = ["drums", "bass", "other", "vocals"]
AUDIO_CHANNELS = 2
RATE = 8000


def write_wav(path, samples):
    pcm = (samples * 32767).astype("<i2")
    with wave.open(path, "wb") as f:
        f.setnchannels(samples.shape[1])
        f.setsampwidth(2)
        f.setframerate(RATE)
        f.writeframes(pcm.tobytes())


def read_wav(path, channels):
    with wave.open(path, "rb") as f:
        raw = f.readframes(f.getnframes())
        n = f.getnchannels()
    audio = torch.from_numpy(np.frombuffer(raw, dtype="<i2").astype("float32") / 32768)
    audio = audio.view(-1, n).t()
    if n > channels:
        audio = audio[:channels]
    return audio


class Demixer(nn.Module):
    def __init__(self, audio_channels=2, hidden=24, depth=3):
        super().__init__()
        self.encoder, self.decoder = nn.ModuleList(), nn.ModuleList()
        c_in = audio_channels
        for i in range(depth):
            c_out = hidden * 2 ** i
            self.encoder.append(nn.Sequential(nn.Conv1d(c_in, c_out, 8, 4), nn.ReLU()))
            out = len(SOURCES) * audio_channels if i == 0 else c_in
            self.decoder.insert(0, nn.ConvTranspose1d(c_out, out, 8, 4))
            c_in = c_out

    def forward(self, mix):
        saved, x = [], mix
        for enc in self.encoder:
            x = enc(x)
            saved.append(x)
        for dec in self.decoder:
            skip = saved.pop()
            x = dec((x + skip[..., :x.shape[-1]]) if x.shape[-1] <= skip.shape[-1] else x)
            x = torch.relu(x) if saved else x
            if saved:
                x = nn.functional.pad(x, (0, max(0, saved[-1].shape[-1] - x.shape[-1])))
        return x.view(x.shape[0], len(SOURCES), -1, x.shape[-1])


@torch.no_grad()
def apply_model(model, mix):
    ref = mix.mean(0)
    mix = (mix - ref.mean()) / (ref.std() + 1e-8)
    stems = model(mix[None])[0]
    return stems * ref.std() + ref.mean()


def separate_folder(folder, model):
    for name in sorted(os.listdir(folder)):
        mix = read_wav(os.path.join(folder, name), AUDIO_CHANNELS)
        stems = apply_model(model, mix)
        for source, stem in zip(SOURCES, stems):
            print(f"{name:14s} {source:7s} rms {stem.pow(2).mean().sqrt():.4f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as tmp:
        write_wav(os.path.join(tmp, "01_studio.wav"), rng.uniform(-0.5, 0.5, (4 * RATE, 2)))
        write_wav(os.path.join(tmp, "02_studio.wav"), rng.uniform(-0.5, 0.5, (3 * RATE, 2)))
        write_wav(os.path.join(tmp, "03_phone.wav"), rng.uniform(-0.5, 0.5, (3 * RATE, 1)))
        separate_folder(tmp, Demixer(AUDIO_CHANNELS).eval())
