import os
import tempfile

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset


class Teacher(nn.Module):
    """Stands in for HuBERT: one feature vector per 320 samples."""

    def __init__(self, dim=48):
        super().__init__()
        self.conv = nn.Conv1d(1, dim, 320, stride=320)

    def forward(self, wav):
        return self.conv(wav.unsqueeze(1)).transpose(1, 2)


def extract_features(folder, n_files=6):
    teacher = Teacher().eval()
    for k in range(n_files):
        wav = torch.randn(3200 + 640 * k)
        with torch.no_grad():
            rep = teacher(wav.unsqueeze(0))
        torch.save(wav, os.path.join(folder, f"{k:02d}.wav.pt"))
        torch.save(rep, os.path.join(folder, f"{k:02d}.hubert.pt"))


class AudioDataset(Dataset):
    def __init__(self, folder):
        self.stems = sorted(os.path.join(folder, f[:2]) for f in os.listdir(folder) if f.endswith(".wav.pt"))

    def __len__(self):
        return len(self.stems)

    def __getitem__(self, index):
        audio = torch.load(self.stems[index] + ".wav.pt")
        feature = torch.load(self.stems[index] + ".hubert.pt")
        return audio, feature


def collate_fn(data):
    outputs = []
    for datum in zip(*data):
        output = pad_sequence(datum, batch_first=True)
        outputs.append(output)
    return tuple(outputs)


class Student(nn.Module):
    def __init__(self, dim=48):
        super().__init__()
        self.frames = nn.Conv1d(1, 32, 320, stride=320)
        self.gru = nn.GRU(32, 32, batch_first=True)
        self.to_teacher = nn.Linear(32, dim)

    def forward(self, audio):
        h = torch.relu(self.frames(audio.unsqueeze(1))).transpose(1, 2)
        return self.to_teacher(self.gru(h)[0])


with tempfile.TemporaryDirectory() as root:
    extract_features(root)
    student = Student()
    optim = torch.optim.Adam(student.parameters(), lr=1e-3)
    for x, semantic in DataLoader(AudioDataset(root), batch_size=3, collate_fn=collate_fn):
        loss = nn.functional.l1_loss(student(x), semantic)
        optim.zero_grad()
        loss.backward()
        optim.step()
        print("distill loss", loss.item())
