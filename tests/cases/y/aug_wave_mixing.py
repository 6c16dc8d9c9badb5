import argparse

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SAMPLE_RATE = 8000
CLASSES = ["airport", "bus", "metro", "park"]


class SceneRecordings(Dataset):
    """Recordings of one to two seconds: a hum whose pitch belongs to the scene, and noise."""

    def __init__(self, n, seed):
        rng = np.random.default_rng(seed)
        self.clips = []
        for k in range(n):
            label = k % len(CLASSES)
            t = np.arange(rng.integers(SAMPLE_RATE, 2 * SAMPLE_RATE)) / SAMPLE_RATE
            wave = np.sin(2 * np.pi * 150 * (label + 1) * t) + 0.3 * rng.standard_normal(len(t))
            self.clips.append((wave.astype(np.float32)[None], label))

    def __len__(self):
        return len(self.clips)

    def __getitem__(self, index):
        wave, label = self.clips[index]
        return torch.from_numpy(wave), torch.tensor(label)


class FixedLength(Dataset):
    def __init__(self, dataset, seconds):
        self.dataset = dataset
        self.length = int(seconds * SAMPLE_RATE)

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        x, y = self.dataset[index]
        missing = self.length - x.shape[1]
        if missing > 0:
            x = nn.functional.pad(x, (0, missing))
        return x[:, :self.length], y


class MixupDataset(Dataset):
    def __init__(self, dataset, beta=2.0, rate=0.5, seed=11):
        self.dataset = dataset
        self.beta, self.rate = beta, rate
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        x1, y1 = self.dataset[index]
        y1 = nn.functional.one_hot(y1, len(CLASSES)).float()
        if self.rng.random() > self.rate:
            return x1, y1
        x2, y2 = self.dataset[int(self.rng.integers(len(self.dataset)))]
        y2 = nn.functional.one_hot(y2, len(CLASSES)).float()
        lam = self.rng.beta(self.beta, self.beta)
        lam = float(max(lam, 1.0 - lam))
        x = x1 * lam + x2 * (1.0 - lam)
        return x, y1 * lam + y2 * (1.0 - lam)


class WaveNetwork(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(1, 16, 64, 16), nn.BatchNorm1d(16), nn.ReLU(),
            nn.Conv1d(16, 32, 16, 4), nn.BatchNorm1d(32), nn.ReLU(),
            nn.AdaptiveAvgPool1d(1), nn.Flatten(),
        )
        self.out = nn.Linear(32, n_classes)

    def forward(self, x):
        return self.out(self.features(x))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--wavmix", type=int, default=1)
    parser.add_argument("--clip_length", type=float, default=1.5)
    parser.add_argument("--batch_size", type=int, default=8)
    parser.add_argument("--n_epochs", type=int, default=2)
    args = parser.parse_args()

    torch.manual_seed(args.batch_size)
    train_set = SceneRecordings(40, seed=0)
    if args.wavmix:
        train_set = MixupDataset(train_set)
    train_set = FixedLength(train_set, args.clip_length)
    loader = DataLoader(train_set, batch_size=args.batch_size, shuffle=True)
    model = WaveNetwork(len(CLASSES))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(args.n_epochs):
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.3f}")


if __name__ == "__main__":
    main()
