import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, Sampler

sequence_length = 10
train_batch_size = 1
n_phases = 7


class SurgeryFrames(Dataset):
    """All frames of all videos, one after the other."""

    def __init__(self, video_lengths):
        self.video_lengths = video_lengths
        g = torch.Generator().manual_seed(3)
        n = sum(video_lengths)
        self.frames = torch.randint(0, 256, (n, 3, 32, 32), dtype=torch.uint8, generator=g)
        self.phase = torch.randint(0, n_phases, (n,), generator=g)

    def __len__(self):
        return len(self.frames)

    def __getitem__(self, index):
        return self.frames[index].float() / 255, self.phase[index]


def get_useful_start_idx(length, list_each_length):
    starts, count = [], 0
    for n in list_each_length:
        starts += list(range(count, count + n - length + 1))
        count += n
    return starts


class SeqSampler(Sampler):
    """Frame indices so that every sequence_length of them are neighbours in a video."""

    def __init__(self, starts):
        self.idx = [s + j for s in starts for j in range(sequence_length)]

    def __iter__(self):
        return iter(self.idx)

    def __len__(self):
        return len(self.idx)


class ResnetLSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.share = nn.Sequential(nn.Conv2d(3, 16, 5, stride=4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.lstm = nn.LSTM(16, 32, batch_first=True)
        self.fc = nn.Linear(32, n_phases)

    def forward(self, x):
        b, t = x.shape[:2]
        feats = self.share(x.flatten(0, 1)).view(b, t, -1)
        y, _ = self.lstm(feats)
        return self.fc(y[:, -1])


train_data = SurgeryFrames([14, 16])
starts = get_useful_start_idx(sequence_length, train_data.video_lengths)
train_loader = DataLoader(train_data, batch_size=train_batch_size, sampler=SeqSampler(starts))
model = ResnetLSTM()
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
running = 0.0
for inputs, labels in train_loader:
    labels = labels[(sequence_length - 1)::sequence_length]
    inputs = inputs.view(-1, sequence_length, 3, 32, 32)
    loss = nn.functional.cross_entropy(model(inputs), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    running += loss.item()
print("train loss", running / len(train_loader))
