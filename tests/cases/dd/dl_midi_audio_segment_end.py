import argparse
import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SAMPLE_RATE = 16000
HOP_LENGTH = 512
N_KEYS = 88


def make_recordings(folder, seconds=(3.0, 2.6, 4.1, 1.28, 3.3, 2.9)):
    """Short synthetic piano rolls next to their audio."""
    rng = np.random.default_rng(7)
    for k, s in enumerate(seconds):
        n = int(s * SAMPLE_RATE)
        steps = (n - 1) // HOP_LENGTH + 1
        np.savez(
            os.path.join(folder, f"rec_{k}.npz"),
            audio=rng.integers(-3000, 3000, n).astype(np.int16),
            label=(rng.random((steps, N_KEYS)) < 0.03).astype(np.float32),
        )


class PianoRollDataset(Dataset):
    def __init__(self, path, sequence_length=None, seed=42):
        self.files = [os.path.join(path, f) for f in sorted(os.listdir(path))]
        self.sequence_length = sequence_length
        self.random = np.random.RandomState(seed)
        self.data = [np.load(f) for f in self.files]

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        audio = torch.from_numpy(self.data[index]["audio"])
        label = torch.from_numpy(self.data[index]["label"])
        if self.sequence_length is not None:
            audio_length = len(audio)
            n_steps = self.sequence_length // HOP_LENGTH
            step_begin = self.random.randint(max(audio_length - self.sequence_length, 1)) // HOP_LENGTH
            begin = step_begin * HOP_LENGTH
            audio = audio[begin:begin + self.sequence_length]
            label = label[step_begin:step_begin + n_steps]
        return {"audio": audio.float() / 32768.0, "label": label}


class OnsetNet(nn.Module):
    def __init__(self, width=48):
        super().__init__()
        self.frontend = nn.Conv1d(1, width, HOP_LENGTH, stride=HOP_LENGTH)
        self.rnn = nn.GRU(width, width, batch_first=True, bidirectional=True)
        self.head = nn.Linear(2 * width, N_KEYS)

    def forward(self, audio):
        x = torch.relu(self.frontend(audio.unsqueeze(1))).transpose(1, 2)
        return self.head(self.rnn(x)[0])


def cycle(iterable):
    while True:
        for item in iterable:
            yield item


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--iterations", type=int, default=4)
    ap.add_argument("--batch-size", type=int, default=3)
    ap.add_argument("--sequence-length", type=int, default=48 * HOP_LENGTH)
    args = ap.parse_args()
    torch.manual_seed(0)

    with tempfile.TemporaryDirectory() as folder:
        make_recordings(folder)
        dataset = PianoRollDataset(folder, sequence_length=args.sequence_length)
        loader = DataLoader(dataset, args.batch_size, shuffle=False)
        model = OnsetNet()
        optimizer = torch.optim.Adam(model.parameters(), 6e-4)
        for i, batch in zip(range(args.iterations), cycle(loader)):
            logits = model(batch["audio"])
            loss = nn.functional.binary_cross_entropy_with_logits(logits, batch["label"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"{i}: {loss.item():.4f}")


if __name__ == "__main__":
    main()
