import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SECONDS, RATE = 2, 8000


class UrbanClips(Dataset):
    """Street noises; most last four seconds, some are shorter."""

    lengths = [32000, 32000, 17248, 32000, 9600, 32000, 28000, 32000]

    def __len__(self):
        return len(self.lengths)

    def __getitem__(self, i):
        rng = np.random.RandomState(i)
        wave = rng.randn(1, self.lengths[i]).astype(np.float32)
        label = np.zeros(10, dtype=np.float32)
        label[i % 10] = 1
        return torch.from_numpy(wave), torch.from_numpy(label)


class MixupDataset(Dataset):
    def __init__(self, base, rate=0.5, beta=2.0, seed=0):
        self.base, self.rate, self.beta = base, rate, beta
        self.rng = np.random.RandomState(seed)

    def __len__(self):
        return len(self.base)

    def __getitem__(self, i):
        x1, y1 = self.base[i]
        if self.rng.rand() < self.rate:
            x2, y2 = self.base[self.rng.randint(len(self.base))]
            l = self.rng.beta(self.beta, self.beta)
            l = max(l, 1 - l)
            x1, x2 = x1 - x1.mean(), x2 - x2.mean()
            x = x1 * l + x2 * (1 - l)
            return x - x.mean(), y1 * l + y2 * (1 - l)
        return x1, y1


class FixedLength(Dataset):
    """Cuts clips, or fills them up with silence."""

    def __init__(self, base, samples):
        self.base, self.samples = base, samples

    def __len__(self):
        return len(self.base)

    def __getitem__(self, i):
        x, y = self.base[i]
        x = x[:, :self.samples]
        return nn.functional.pad(x, (0, self.samples - x.shape[1])), y


class WaveTagger(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv1d(1, 16, 64, stride=16), nn.BatchNorm1d(16), nn.ReLU(),
            nn.Conv1d(16, 32, 8, stride=4), nn.ReLU(),
        )
        self.fc = nn.Linear(32, classes)

    def forward(self, x):
        return self.fc(self.conv(x).mean(dim=2))


train_set = MixupDataset(UrbanClips())
train_set = FixedLength(train_set, SECONDS * RATE)
net = WaveTagger()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(2):
    for x, y in DataLoader(train_set, batch_size=4):
        loss = nn.functional.binary_cross_entropy_with_logits(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
