import os
import tempfile
import wave

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

SAMPLE_RATE, HOP, N_FFT, MEL_BINS = 32000, 320, 1024, 64
LABELS = ["Doorbell", "Click", "Dog", "Speech", "Keys"]


def write_recordings(folder):
    rng = np.random.RandomState(3)
    for name, seconds in (("doorbell", 2.0), ("keys", 1.2), ("mouse_click", 0.25)):
        pcm = (rng.randn(int(seconds * SAMPLE_RATE)) * 3000).astype("<i2")
        with wave.open(os.path.join(folder, name + ".wav"), "wb") as f:
            f.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
            f.writeframes(pcm.tobytes())


def load_clip(path):
    with wave.open(path) as f:
        pcm = np.frombuffer(f.readframes(f.getnframes()), dtype="<i2")
    return pcm.astype(np.float32) / 32768


class ConvBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(cout)

    def forward(self, x, pool=2):
        return F.avg_pool2d(torch.relu(self.bn(self.conv(x))), pool)


class Cnn14(nn.Module):
    def __init__(self, widths=(4, 8, 16, 32, 64, 64)):
        super().__init__()
        self.register_buffer("window", torch.hann_window(N_FFT))
        self.register_buffer("melW", torch.rand(N_FFT // 2 + 1, MEL_BINS) / N_FFT)
        self.blocks = nn.ModuleList(ConvBlock(i, o) for i, o in zip((1,) + widths[:-1], widths))
        self.fc_audioset = nn.Linear(widths[-1], len(LABELS))

    def forward(self, wav):
        spec = torch.stft(wav, N_FFT, HOP, window=self.window, return_complex=True).abs() ** 2
        x = torch.log10(spec.transpose(1, 2) @ self.melW + 1e-10)[:, None]
        for i, block in enumerate(self.blocks):
            x = block(x, pool=1 if i == len(self.blocks) - 1 else 2)
        x = x.mean(dim=3)
        x = x.amax(dim=2) + x.mean(dim=2)
        return torch.sigmoid(self.fc_audioset(x))


class AudioTagging:
    def __init__(self):
        torch.manual_seed(0)
        self.model = Cnn14().eval()

    def inference(self, audio):
        with torch.no_grad():
            return self.model(torch.as_tensor(audio))[0]


with tempfile.TemporaryDirectory() as folder:
    write_recordings(folder)
    at = AudioTagging()
    for name in sorted(os.listdir(folder)):
        clip = load_clip(os.path.join(folder, name))
        scores = at.inference(clip[None, :])
        print(name, len(clip), LABELS[int(scores.argmax())], round(scores.max().item(), 3))
