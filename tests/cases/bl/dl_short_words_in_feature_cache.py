import os
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SAMPLE_RATE = 16000


class SpeechFeatures(nn.Module):
    """Frozen front end: one feature vector for every 20 ms."""

    def __init__(self, dim=24):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(1, dim, 10, stride=5), nn.GELU(),
            nn.Conv1d(dim, dim, 8, stride=8), nn.GELU(),
            nn.Conv1d(dim, dim, 8, stride=8),
        )

    @torch.inference_mode()
    def get_feats_batched(self, wav):
        return self.layers(wav.unsqueeze(1)).transpose(1, 2)


def spoken_digits(n=12):
    for i in range(n):
        seconds = 0.86 if i == 7 else 1.0
        yield f"{i % 10}_speaker{i}", 0.1 * torch.randn(1, int(seconds * SAMPLE_RATE))


def extract(folder):
    hubert = SpeechFeatures().eval()
    for name, wav in spoken_digits():
        feats = hubert.get_feats_batched(wav)
        torch.save(feats.clone(), os.path.join(folder, name + ".pt"))


class FeatureDataset(Dataset):
    def __init__(self, folder):
        self.paths = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]
        self.mu = None

    def prep_fad_metrics(self):
        data = torch.cat([self[i] for i in range(len(self))], dim=0).float()
        pooled = data.mean(dim=1)
        self.mu, self.sigma = pooled.mean(0), torch.cov(pooled.T)

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        return torch.load(self.paths[i])


class Critic(nn.Module):
    def __init__(self, dim=24):
        super().__init__()
        self.conv = nn.Conv1d(dim, 32, 5, padding=2)
        self.out = nn.Linear(32, 1)

    def forward(self, x):
        return self.out(torch.relu(self.conv(x.transpose(1, 2))).mean(-1))


with tempfile.TemporaryDirectory() as cache:
    extract(cache)
    dataset = FeatureDataset(cache)
    dataset.prep_fad_metrics()
    critic = Critic()
    for real in DataLoader(dataset, batch_size=4, collate_fn=torch.cat):
        fake = torch.randn_like(real)
        loss = nn.functional.softplus(-critic(real)).mean() + nn.functional.softplus(critic(fake)).mean()
        loss.backward()
        print(tuple(real.shape), loss.item())
