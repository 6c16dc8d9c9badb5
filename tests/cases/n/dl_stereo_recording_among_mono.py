import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SAMPLE_RATE = 16000
HOP = 512


def decode(name, seconds):
    """Stands for soundfile.read(..., dtype='int16'): (samples,), or (samples, channels)."""
    g = torch.Generator().manual_seed(len(name))
    shape = (seconds * SAMPLE_RATE, 2) if name.endswith("_live.flac") else (seconds * SAMPLE_RATE,)
    return torch.randint(-3000, 3000, shape, generator=g, dtype=torch.int16).numpy()


class PianoRolls(Dataset):
    def __init__(self, names, sequence_length):
        self.sequence_length = sequence_length
        self.data = [self.load(name) for name in names]

    def load(self, name):
        audio = torch.ShortTensor(decode(name, seconds=4))
        n_steps = len(audio) // HOP
        onsets = torch.zeros(n_steps, 88)
        onsets[::9, 40] = 1.0
        return dict(path=name, audio=audio, onset=onsets)

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        data = self.data[index]
        step_end = self.sequence_length // HOP
        audio = data["audio"][: self.sequence_length]
        return dict(audio=audio.float().div_(32768.0), onset=data["onset"][:step_end])


class OnsetNet(nn.Module):
    def __init__(self, width=48):
        super().__init__()
        self.frontend = nn.Conv1d(1, width, kernel_size=HOP, stride=HOP)
        self.rnn = nn.LSTM(width, width, batch_first=True, bidirectional=True)
        self.head = nn.Linear(2 * width, 88)

    def forward(self, audio):
        x = torch.relu(self.frontend(audio.unsqueeze(1))).transpose(1, 2)
        return torch.sigmoid(self.head(self.rnn(x)[0]))


names = ["ragtime.flac", "nocturne.flac", "etude_live.flac", "waltz.flac"]
dataset = PianoRolls(names, sequence_length=HOP * 64)
model = OnsetNet()
optimizer = torch.optim.Adam(model.parameters(), 6e-4)
for batch in DataLoader(dataset, batch_size=4):
    loss = nn.functional.binary_cross_entropy(model(batch["audio"]), batch["onset"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
