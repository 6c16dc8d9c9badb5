import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

HOP_LENGTH = 128
SEQUENCE_LENGTH = 8192
torch.manual_seed(1)


class PianoSegments(Dataset):
    """Random segments of recordings with the frame-wise onset labels."""

    def __init__(self, recordings, sequence_length, seed=11):
        self.recordings = recordings
        self.sequence_length = sequence_length
        self.random = np.random.RandomState(seed)

    def __len__(self):
        return len(self.recordings)

    def __getitem__(self, index):
        audio, label = self.recordings[index]
        n_frames = self.sequence_length // HOP_LENGTH
        step_begin = self.random.randint(len(audio) // HOP_LENGTH)
        begin = step_begin * HOP_LENGTH
        segment = audio[begin:begin + self.sequence_length]
        onsets = label[step_begin:step_begin + n_frames]
        return {"audio": segment.float() / 32768, "onset": (onsets == 3).float()}


class OnsetNet(nn.Module):
    def __init__(self, width=24, keys=12):
        super().__init__()
        self.spec = nn.Conv1d(1, width, 512, stride=HOP_LENGTH, padding=192)
        self.lstm = nn.LSTM(width, width, batch_first=True)
        self.out = nn.Linear(width, keys)

    def forward(self, audio):
        features = self.spec(audio.unsqueeze(1)).relu().transpose(1, 2)
        return self.out(self.lstm(features)[0])


def synthesise(n, length, keys=12):
    audio = torch.randint(-2000, 2000, (n, length), dtype=torch.int16)
    labels = torch.randint(0, 4, (n, length // HOP_LENGTH, keys), dtype=torch.uint8)
    return list(zip(audio, labels))


dataset = PianoSegments(synthesise(24, 16384), SEQUENCE_LENGTH)
loader = DataLoader(dataset, batch_size=8, shuffle=True)
net = OnsetNet()
optimizer = torch.optim.Adam(net.parameters(), 6e-4)
for batch in loader:
    logits = net(batch["audio"])
    loss = nn.functional.binary_cross_entropy_with_logits(logits, batch["onset"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("onset loss", loss.item())
