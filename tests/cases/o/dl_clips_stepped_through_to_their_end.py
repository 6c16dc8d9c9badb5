import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


def count_frames(name):
    return {"fight": 41, "nofight": 38}[name.split("_")[0]] + len(name) % 3


def read_frame(name, i):
    g = torch.Generator().manual_seed(1000 * len(name) + i)
    return torch.rand(3, 56, 56, generator=g)


class MakeDataset(Dataset):
    """Differences of frames that lie evenly in a video."""

    def __init__(self, names, labels, seq_len=20):
        self.names, self.labels = names, labels
        self.seq_len = seq_len

    def __len__(self):
        return len(self.names)

    def __getitem__(self, idx):
        name = self.names[idx]
        num_frames = count_frames(name)
        step = num_frames // self.seq_len
        frames = [read_frame(name, i) for i in range(0, num_frames, max(1, step))]
        diffs = [b - a for a, b in zip(frames, frames[1:])]
        return torch.stack(diffs, 0), self.labels[idx]


class ViolenceModel(nn.Module):
    def __init__(self, mem_size=32):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 5, stride=4),
            nn.ReLU(inplace=True),
            nn.Conv2d(16, mem_size, 3, stride=2),
            nn.ReLU(inplace=True),
            nn.AdaptiveAvgPool2d(1),
        )
        self.lstm = nn.LSTM(mem_size, mem_size)
        self.classifier = nn.Linear(mem_size, 2)

    def forward(self, x):
        seq = torch.stack([self.features(x[t]).flatten(1) for t in range(x.size(0))])
        return self.classifier(self.lstm(seq)[1][0][-1])


names = ["fight_01", "nofight_3", "fight_02", "nofight_19"]
loader = DataLoader(MakeDataset(names, [1, 0, 1, 0]), batch_size=2)
model = ViolenceModel()
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-4)
for inputs, targets in loader:
    output = model(inputs.permute(1, 0, 2, 3, 4))
    loss = nn.functional.cross_entropy(output, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
