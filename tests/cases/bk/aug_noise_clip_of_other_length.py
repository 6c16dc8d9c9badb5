import random

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

SAMPLE_RATE = 8000
WORDS = ["yes", "no", "up", "down"]


class RandomNoise:
    """Mixes a background recording into the waveform at a random SNR."""

    def __init__(self, noise_list, snr_range=(5, 20)):
        self.noise_list = noise_list
        self.snr_range = snr_range

    def __call__(self, wav):
        noise = random.choice(self.noise_list)
        snr = random.uniform(*self.snr_range)
        gain = (wav.norm() / (noise.norm() + 1e-8)) * 10 ** (-snr / 20)
        return wav + gain * noise


class RandomGain:
    def __call__(self, wav):
        return wav * random.uniform(0.7, 1.3)


class SpeechCommands(Dataset):
    def __init__(self, augment=()):
        self.augment = augment

    def __len__(self):
        return 24

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        wav = torch.randn(1, SAMPLE_RATE, generator=g) * 0.1
        for aug in self.augment:
            wav = aug(wav)
        return wav, i % len(WORDS)


class M5(nn.Module):
    def __init__(self, n_output, n_channel=16):
        super().__init__()
        self.conv1 = nn.Conv1d(1, n_channel, kernel_size=80, stride=16)
        self.bn1 = nn.BatchNorm1d(n_channel)
        self.pool = nn.MaxPool1d(4)
        self.conv2 = nn.Conv1d(n_channel, 2 * n_channel, kernel_size=3)
        self.bn2 = nn.BatchNorm1d(2 * n_channel)
        self.fc1 = nn.Linear(2 * n_channel, n_output)

    def forward(self, x):
        x = self.pool(torch.relu(self.bn1(self.conv1(x))))
        x = self.pool(torch.relu(self.bn2(self.conv2(x))))
        return self.fc1(x.mean(dim=-1))


random.seed(0)
# rain, fan and street recordings of a few seconds
musan = [torch.randn(1, seconds * SAMPLE_RATE) * 0.05 for seconds in (3, 5, 4)]
train_set = SpeechCommands(augment=[RandomGain(), RandomNoise(musan)])
model = M5(len(WORDS))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for data, target in DataLoader(train_set, batch_size=8):
    loss = nn.functional.cross_entropy(model(data), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
