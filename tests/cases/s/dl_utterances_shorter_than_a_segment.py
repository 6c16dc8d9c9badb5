import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SEGMENT_SIZE = 8192
HOP_SIZE = 256


def load_wav(index, rate=22050):
    """A spoken sentence; most last longer than half a second."""
    seconds = 0.35 if index == 5 else 0.6 + 0.1 * index
    t = torch.arange(int(seconds * rate)) / rate
    return 0.3 * torch.sin(2 * torch.pi * (110 + 20 * index) * t) + 0.01 * torch.randn(len(t))


class MelDataset(Dataset):
    def __init__(self, training_files, segment_size, split=True, shuffle=True):
        self.audio_files = list(training_files)
        random.seed(1234)
        if shuffle:
            random.shuffle(self.audio_files)
        self.segment_size = segment_size
        self.split = split

    def __getitem__(self, index):
        audio = load_wav(self.audio_files[index])
        audio = audio / audio.abs().max() * 0.95
        if self.split:
            max_start = max(audio.size(0) - self.segment_size, 0)
            start = random.randint(0, max_start)
            audio = audio[start:start + self.segment_size]
        return audio.unsqueeze(0)

    def __len__(self):
        return len(self.audio_files)


class Vocoder(nn.Module):
    def __init__(self, bins=HOP_SIZE, channels=32):
        super().__init__()
        self.analysis = nn.Conv1d(1, channels, bins, stride=bins)
        self.conv = nn.Conv1d(channels, channels, 3, padding=1)
        self.synthesis = nn.ConvTranspose1d(channels, 1, bins, stride=bins)

    def forward(self, y):
        return torch.tanh(self.synthesis(torch.relu(self.conv(self.analysis(y)))))


def train(epochs=1):
    generator = Vocoder()
    optim_g = torch.optim.AdamW(generator.parameters(), 2e-4, betas=(0.8, 0.99))
    trainset = MelDataset(range(12), SEGMENT_SIZE)
    train_loader = DataLoader(trainset, batch_size=6, shuffle=False)
    for epoch in range(epochs):
        for y in train_loader:
            y_hat = generator(y)
            loss = nn.functional.l1_loss(y_hat, y)
            optim_g.zero_grad()
            loss.backward()
            optim_g.step()
        print("epoch", epoch, "ok")


train()
