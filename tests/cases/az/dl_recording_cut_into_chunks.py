import math
import os
import tempfile
import wave

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SAMPLE_RATE = 2000
CHUNK_SECONDS = 8


def split_recording(samples, out_dir):
    """Cuts one long recording into files of eight seconds."""
    size = CHUNK_SECONDS * SAMPLE_RATE
    n_chunks = math.ceil(len(samples) / size)
    for i in range(n_chunks):
        piece = samples[i * size:(i + 1) * size]
        with wave.open(os.path.join(out_dir, f"out{i:03d}.wav"), "wb") as w:
            w.setnchannels(1)
            w.setsampwidth(2)
            w.setframerate(SAMPLE_RATE)
            w.writeframes(piece.tobytes())


class FolderDataset(Dataset):
    def __init__(self, path):
        self.file_names = sorted(os.path.join(path, f) for f in os.listdir(path))

    def __len__(self):
        return len(self.file_names)

    def __getitem__(self, index):
        with wave.open(self.file_names[index]) as w:
            seq = np.frombuffer(w.readframes(w.getnframes()), dtype=np.int16)
        return torch.from_numpy(seq.astype(np.int64) // 256 + 128)


def collate(batch):
    return torch.cat([seq.unsqueeze(0) for seq in batch])


class SampleRNN(nn.Module):
    def __init__(self, q_levels=256, frame=16, dim=32):
        super().__init__()
        self.frame = frame
        self.expand = nn.Conv1d(1, dim, frame, stride=frame)
        self.rnn = nn.GRU(dim, dim, batch_first=True)
        self.out = nn.Linear(dim, q_levels)

    def forward(self, seq):
        x = self.expand(seq[:, None, :-self.frame] / 128.0 - 1)
        h, _ = self.rnn(x.transpose(1, 2))
        return self.out(h)


with tempfile.TemporaryDirectory() as folder:
    rng = np.random.default_rng(0)
    joint = (rng.normal(size=SAMPLE_RATE * 95) * 4000).clip(-32768, 32767).astype(np.int16)
    split_recording(joint, folder)
    model = SampleRNN()
    optimizer = torch.optim.Adam(model.parameters())
    for seq in DataLoader(FolderDataset(folder), batch_size=4, collate_fn=collate):
        logits = model(seq)
        target = seq[:, model.frame::model.frame][:, :logits.size(1)]
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("nll", loss.item())
