import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

random.seed(9)
torch.manual_seed(9)


class Speech(Dataset):
    def __init__(self, n=16, samples=4000):
        self.waves = [torch.randn(samples).cumsum(0) / 60 for _ in range(n)]

    def __len__(self):
        return len(self.waves)

    def __getitem__(self, i):
        return self.waves[i]


def add_noise(wave, level=0.02):
    return wave + level * torch.randn_like(wave)


def change_speed(wave, rate=1.1):
    steps = round(wave.shape[-1] / rate)
    return F.interpolate(wave.unsqueeze(1), size=steps, mode="linear", align_corners=False).squeeze(1)


def suppress_samples(wave, share=0.01):
    return wave * (torch.rand_like(wave) > share)


ATTACKS = [add_noise, suppress_samples, change_speed]


class Watermark(nn.Module):
    """Hides a message in a wave and restores the wave from an attacked copy."""

    def __init__(self, width=8):
        super().__init__()
        self.embed = nn.Conv1d(2, 1, 9, padding=4)
        self.restore = nn.Sequential(nn.Conv1d(1, width, 9, padding=4), nn.Tanh(), nn.Conv1d(width, 1, 9, padding=4))

    def hide(self, wave, bits):
        carrier = F.interpolate(bits.unsqueeze(1), size=wave.shape[-1])
        return wave + 0.01 * self.embed(torch.cat([wave.unsqueeze(1), carrier], 1)).squeeze(1)

    def forward(self, attacked):
        return self.restore(attacked.unsqueeze(1)).squeeze(1)


model = Watermark()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
for step, wave in enumerate(DataLoader(Speech(), batch_size=4)):
    bits = torch.randint(0, 2, (len(wave), 16)).float()
    marked = model.hide(wave, bits)
    attacked = ATTACKS[step % len(ATTACKS)](marked)
    loss = F.mse_loss(model(attacked), wave) + F.mse_loss(marked, wave)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, round(loss.item(), 4))
