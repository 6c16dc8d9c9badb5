import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

CHANNELS, CHUNK = 8, 64000


class MeetingSegments(Dataset):
    """Utterances of a microphone array, 4 seconds each."""

    def __init__(self, lengths, train):
        self.lengths = lengths
        self.train = train

    def __len__(self):
        return len(self.lengths)

    def __getitem__(self, i):
        n = self.lengths[i]
        g = torch.Generator().manual_seed(i)
        clean = 0.1 * torch.randn(CHANNELS, n, generator=g)
        if n < CHUNK:
            clean = nn.functional.pad(clean, (0, CHUNK - n))
        elif self.train:
            start = random.randint(0, n - CHUNK)
            clean = clean[:, start:start + CHUNK]
        noisy = clean + 0.05 * torch.randn(clean.shape, generator=g)
        return noisy, clean


def spectrum(wav):
    return torch.stft(wav, 512, 256, window=torch.hann_window(512), return_complex=True).abs()


class MaskNet(nn.Module):
    def __init__(self, bins=257, hidden=32):
        super().__init__()
        self.rnn = nn.GRU(bins, hidden, batch_first=True)
        self.mask = nn.Linear(hidden, bins)

    def forward(self, magnitude):
        h, _ = self.rnn(magnitude.transpose(1, 2))
        return torch.sigmoid(self.mask(h)).transpose(1, 2)


def mask_loss(model, noisy, clean):
    x, s = spectrum(noisy[:, 0]), spectrum(clean[:, 0])
    return nn.functional.mse_loss(model(x) * x, s)


def validation(model, loader):
    total = 0.0
    with torch.no_grad():
        for noisy, clean in loader:
            total += mask_loss(model, noisy, clean).item()
    return total / len(loader)


train_set = MeetingSegments([90000, 51200, 64000, 70400], train=True)
dev_set = MeetingSegments([48000, 60800, 33600, 64000, 57600, 41600, 62400, 205052], train=False)
train_loader = DataLoader(train_set, batch_size=4, shuffle=True)
dev_loader = DataLoader(dev_set, batch_size=8)

model = MaskNet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for noisy, clean in train_loader:
    loss = mask_loss(model, noisy, clean)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("train", loss.item())
print("dev", validation(model, dev_loader))
