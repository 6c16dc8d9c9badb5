import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import RandomApply

N_SAMPLES = 59049


class RandomCropAudio:
    def __init__(self, n):
        self.n = n

    def __call__(self, audio):
        start = random.randint(0, audio.size(1) - self.n)
        return audio[:, start:start + self.n]


class PolarityInversion(nn.Module):
    def forward(self, audio):
        return -audio


class PitchShift(nn.Module):
    """Resamples the clip so that it sounds some semitones higher or lower."""

    def forward(self, audio):
        rate = 2 ** (random.choice([-4, -3, -2, 2, 3, 4]) / 12)
        shifted = F.interpolate(audio[None], scale_factor=1 / rate, mode="linear", align_corners=False)[0]
        return shifted


class ComposeMany:
    """Several independently augmented versions of one clip."""

    def __init__(self, transforms, num_augmented_samples=2):
        self.transforms, self.n = transforms, num_augmented_samples

    def __call__(self, audio):
        samples = []
        for _ in range(self.n):
            x = audio
            for t in self.transforms:
                x = t(x)
            samples.append(x.clone()[None])
        return torch.cat(samples, dim=0)


class Songs(Dataset):
    def __init__(self, transform):
        self.transform = transform

    def __len__(self):
        return 8

    def __getitem__(self, i):
        return self.transform(torch.rand(1, 82000) * 2 - 1)


random.seed(3)
torch.manual_seed(3)
transform = ComposeMany([
    RandomCropAudio(N_SAMPLES),
    RandomApply([PolarityInversion()], p=0.8),
    RandomApply([PitchShift()], p=0.6),
])
encoder = nn.Sequential(nn.Conv1d(1, 16, 27, stride=27), nn.ReLU(), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(16, 8))
for pair in DataLoader(Songs(transform), batch_size=4):
    z_i, z_j = encoder(pair[:, 0]), encoder(pair[:, 1])
    sim = F.cosine_similarity(z_i[:, None], z_j[None], dim=2) / 0.5
    print("nt-xent", F.cross_entropy(sim, torch.arange(len(sim))).item())
