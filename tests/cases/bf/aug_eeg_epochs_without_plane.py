import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import Compose


class MeanStdNormalize:
    def __call__(self, eeg):
        return (eeg - eeg.mean(axis=1, keepdims=True)) / eeg.std(axis=1, keepdims=True)


class RandomNoise:
    def __init__(self, std=0.1):
        self.std = std

    def __call__(self, eeg):
        return eeg + self.std * np.random.randn(*eeg.shape)


class To2d:
    def __call__(self, eeg):
        return eeg[np.newaxis, ...]


class ToTensor:
    def __call__(self, eeg):
        return torch.from_numpy(eeg).float()


class MotorImagery(Dataset):
    """22 electrodes, 2 seconds at 128 Hz, left or right hand."""

    def __init__(self, n, transform):
        rng = np.random.default_rng(5)
        self.epochs = rng.normal(size=(n, 22, 256))
        self.labels = rng.integers(0, 2, n)
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.transform(self.epochs[i]), int(self.labels[i])


class TSCeption(nn.Module):
    def __init__(self, num_electrodes=22, sampling_rate=128, num_T=9, num_S=6, num_classes=2):
        super().__init__()
        self.Tception = nn.ModuleList([
            nn.Sequential(nn.Conv2d(1, num_T, (1, int(f * sampling_rate))), nn.LeakyReLU(), nn.AvgPool2d((1, 8)))
            for f in (0.5, 0.25, 0.125)
        ])
        self.Sception = nn.Sequential(nn.Conv2d(num_T, num_S, (num_electrodes, 1)), nn.LeakyReLU())
        self.fc = nn.Linear(num_S, num_classes)

    def forward(self, x):
        y = torch.cat([branch(x) for branch in self.Tception], dim=-1)
        return self.fc(self.Sception(y).mean(dim=(-2, -1)))


online_transform = Compose([
    MeanStdNormalize(),
    RandomNoise(),
    ToTensor(),
])
dataset = MotorImagery(32, online_transform)
model = TSCeption(num_electrodes=22)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for eeg, hand in DataLoader(dataset, batch_size=16, shuffle=True):
    loss = nn.functional.cross_entropy(model(eeg), hand)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
