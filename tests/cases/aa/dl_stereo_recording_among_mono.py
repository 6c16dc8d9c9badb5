import os
import tempfile
import wave

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SAMPLE_RATE = 8000
HOP = 256
SEQUENCE_LENGTH = HOP * 16
N_KEYS = 24


def write_wav(path, seconds, channels, rng):
    data = rng.normal(0, 3000, size=(int(seconds * SAMPLE_RATE), channels)).astype(np.int16)
    with wave.open(path, "wb") as w:
        w.setnchannels(channels)
        w.setsampwidth(2)
        w.setframerate(SAMPLE_RATE)
        w.writeframes(data.tobytes())


def make_corpus(folder):
    rng = np.random.default_rng(3)
    # (seconds, channels) of the recordings, as they come from the archive
    takes = [(1.0, 1), (1.5, 1), (0.9, 1), (1.2, 1), (1.1, 1), (1.4, 2), (1.0, 1), (1.3, 1)]
    for i, (seconds, channels) in enumerate(takes):
        write_wav(os.path.join(folder, f"take_{i:02d}.wav"), seconds, channels, rng)


def read_wav(path):
    """Samples in -1..1 and the sample rate."""
    with wave.open(path, "rb") as w:
        audio = np.frombuffer(w.readframes(w.getnframes()), dtype=np.int16)
        if w.getnchannels() > 1:
            audio = audio.reshape(-1, w.getnchannels())
        return audio.astype(np.float32) / 32768.0, w.getframerate()


class PianoRollDataset(Dataset):
    def __init__(self, folder, sequence_length, seed=42):
        self.sequence_length = sequence_length
        self.random = np.random.RandomState(seed)
        self.data = []
        for name in sorted(os.listdir(folder)):
            audio, rate = read_wav(os.path.join(folder, name))
            assert rate == SAMPLE_RATE
            n_steps = (len(audio) - 1) // HOP + 1
            label = (self.random.rand(n_steps, N_KEYS) > 0.9).astype(np.float32)
            self.data.append(dict(path=name, audio=torch.from_numpy(audio), label=torch.from_numpy(label)))

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        item = self.data[index]
        n_steps = self.sequence_length // HOP
        step = self.random.randint(len(item["label"]) - n_steps)
        begin = step * HOP
        return dict(
            path=item["path"],
            audio=item["audio"][begin:begin + self.sequence_length],
            onset=item["label"][step:step + n_steps],
        )


class OnsetDetector(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.frames = nn.Conv1d(1, hidden, kernel_size=HOP, stride=HOP)
        self.rnn = nn.GRU(hidden, hidden, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * hidden, N_KEYS)

    def forward(self, audio):
        x = torch.relu(self.frames(audio.unsqueeze(1))).transpose(1, 2)
        x, _ = self.rnn(x)
        return self.fc(x)


def train(folder, epochs=2, batch_size=4):
    torch.manual_seed(0)
    loader = DataLoader(PianoRollDataset(folder, SEQUENCE_LENGTH), batch_size=batch_size)
    model = OnsetDetector()
    optimizer = torch.optim.Adam(model.parameters(), 6e-4)
    for epoch in range(epochs):
        for batch in loader:
            loss = nn.functional.binary_cross_entropy_with_logits(model(batch["audio"]), batch["onset"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.4f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        make_corpus(folder)
        train(folder)
