import math

import torch
from torch import nn


class AudioFile:
    def __init__(self, header_seconds, samples, sample_rate=8000):
        self.duration = header_seconds
        self.sample_rate = sample_rate
        self._samples = samples

    def read(self, start, count):
        return self._samples[:, start:start + count]


def crop(file, start, duration, mode="pad"):
    first = math.floor(start * file.sample_rate)
    num_frames = math.floor(duration * file.sample_rate)
    total = math.floor(file.duration * file.sample_rate)
    count = min(num_frames, total - first)
    data = file.read(first, count)
    if mode == "pad":
        pad_end = max(first + num_frames, total) - total
        data = nn.functional.pad(data, (0, pad_end))
    return data


class SpeakerEmbedding(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.frontend = nn.Conv1d(1, 24, kernel_size=200, stride=80)
        self.tdnn = nn.Conv1d(24, 48, kernel_size=5, dilation=2)
        self.proj = nn.Linear(2 * 48, dim)

    def forward(self, waveforms):
        h = torch.relu(self.tdnn(torch.relu(self.frontend(waveforms))))
        return self.proj(torch.cat([h.mean(-1), h.std(-1)], dim=1))


def get_embeddings(file, model, duration=5.0, step=0.5, batch_size=16):
    n_chunks = math.ceil((file.duration - duration) / step) + 1
    embeddings = []
    for b in range(0, n_chunks, batch_size):
        waveforms = []
        for k in range(b, min(b + batch_size, n_chunks)):
            waveform = crop(file, k * step, duration)
            waveforms.append(waveform)
        embeddings.append(model(torch.vstack(waveforms).unsqueeze(1)))
    return torch.cat(embeddings)


torch.manual_seed(0)
recording = AudioFile(header_seconds=18.24, samples=torch.randn(1, 145579))
model = SpeakerEmbedding().eval()
with torch.no_grad():
    emb = nn.functional.normalize(get_embeddings(recording, model), dim=1)
similarity = emb @ emb.t()
print(len(emb), "chunks, mean similarity", similarity.mean().item())
