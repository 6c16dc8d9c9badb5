import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torch.utils.data._utils.collate import default_collate

SAMPLE_RATE = 16000


class Recording:
    """A long meeting; crop() gives the samples between two moments."""

    def __init__(self, seconds, seed=3):
        self.samples = torch.randn(1, seconds * SAMPLE_RATE, generator=torch.Generator().manual_seed(seed))

    def crop(self, start, duration):
        end = start + duration
        first, last = round(start * SAMPLE_RATE), round(end * SAMPLE_RATE)
        return self.samples[:, first:last]


class SpeakerChunks(Dataset):
    def __init__(self, recording, duration=1.6, n=24):
        self.recording = recording
        self.duration = duration
        rng = np.random.default_rng(11)
        self.chunks = np.zeros(n, dtype=[("start", "f4"), ("speakers", "i8")])
        self.chunks["start"] = np.sort(rng.uniform(0, 595, n))
        self.chunks["speakers"] = rng.integers(0, 3, n)

    def __len__(self):
        return len(self.chunks)

    def __getitem__(self, i):
        start, speakers = self.chunks[i]
        return {"X": self.recording.crop(start, self.duration), "y": int(speakers)}


def collate_X(batch):
    return default_collate([b["X"] for b in batch])


def collate_y(batch):
    return default_collate([b["y"] for b in batch])


def collate_fn(batch):
    return {"X": collate_X(batch), "y": collate_y(batch)}


class SpeakerCounter(nn.Module):
    def __init__(self, dim=32, max_speakers=3):
        super().__init__()
        self.sincnet = nn.Conv1d(1, dim, 251, stride=80)
        self.tdnn = nn.Conv1d(dim, dim, 5, dilation=2)
        self.classifier = nn.Linear(2 * dim, max_speakers)

    def forward(self, waveforms):
        h = torch.relu(self.tdnn(torch.relu(self.sincnet(waveforms))))
        return self.classifier(torch.cat([h.mean(-1), h.std(-1)], dim=1))


torch.manual_seed(0)
loader = DataLoader(SpeakerChunks(Recording(seconds=600)), batch_size=8, collate_fn=collate_fn)
model = SpeakerCounter()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for batch in loader:
    loss = nn.functional.cross_entropy(model(batch["X"]), batch["y"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.3f}")
