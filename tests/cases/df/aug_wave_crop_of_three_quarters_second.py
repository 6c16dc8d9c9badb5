import os
import random
import tempfile
import wave

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SAMPLE_RATE = 16000
random_crop_size = 12000  # 0.75 s


class RandomCrop:
    def __init__(self, size):
        self.size = size

    def __call__(self, x):
        start = random.randint(0, x.shape[-1] - self.size)
        return x[..., start:start + self.size]


class RandomGain:
    def __init__(self, low=0.6, high=1.0):
        self.low, self.high = low, high

    def __call__(self, x):
        return x * random.uniform(self.low, self.high)


class Compose:
    def __init__(self, *transforms):
        self.transforms = transforms

    def __call__(self, x):
        for t in self.transforms:
            x = t(x)
        return x


class WAVDataset(Dataset):
    def __init__(self, path, transforms=None):
        self.wavs = sorted(os.path.join(path, f) for f in os.listdir(path) if f.endswith(".wav"))
        self.transforms = transforms

    def __len__(self):
        return len(self.wavs)

    def __getitem__(self, idx):
        with wave.open(self.wavs[idx]) as f:
            pcm = np.frombuffer(f.readframes(f.getnframes()), dtype=np.int16)
        waveform = torch.from_numpy(pcm.astype(np.float32) / 32768).unsqueeze(0)
        return self.transforms(waveform) if self.transforms else waveform


class Block(nn.Module):
    def __init__(self, in_ch, ch, factor, inner=None):
        super().__init__()
        self.down = nn.Conv1d(in_ch, ch, factor, stride=factor)
        self.item = nn.Sequential(nn.GroupNorm(2, ch), nn.SiLU(), nn.Conv1d(ch, ch, 3, padding=1))
        self.inner = inner or nn.Identity()
        self.up = nn.Sequential(nn.Upsample(scale_factor=factor), nn.Conv1d(ch, in_ch, 3, padding=1))

    def forward(self, x):
        h = self.down(x)
        h = self.inner(h + self.item(h))
        return x + self.up(h)


class UNet1d(nn.Module):
    def __init__(self, in_channels, channels, factors):
        super().__init__()
        net = None
        for k in reversed(range(len(channels))):
            net = Block(channels[k - 1] if k else in_channels + 1, channels[k], factors[k], net)
        self.net = net
        self.to_out = nn.Conv1d(in_channels + 1, in_channels, 1)

    def forward(self, x, sigma):
        level = sigma.expand(-1, 1, x.shape[-1])
        return self.to_out(self.net(torch.cat([x, level], dim=1)))


class VDiffusion(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        sigma = torch.rand(x.shape[0], 1, 1)
        alpha, beta = torch.cos(sigma * np.pi / 2), torch.sin(sigma * np.pi / 2)
        noise = torch.randn_like(x)
        v_target = alpha * noise - beta * x
        return nn.functional.mse_loss(self.net(alpha * x + beta * noise, sigma), v_target)


def write_clips(folder, n=6):
    for k in range(n):
        t = np.arange(int(SAMPLE_RATE * (1.4 + 0.1 * k))) / SAMPLE_RATE
        pcm = (np.sin(2 * np.pi * 110 * (k + 1) * t) * 20000).astype(np.int16)
        with wave.open(os.path.join(folder, f"clip{k}.wav"), "wb") as f:
            f.setnchannels(1)
            f.setsampwidth(2)
            f.setframerate(SAMPLE_RATE)
            f.writeframes(pcm.tobytes())


with tempfile.TemporaryDirectory() as tmp:
    write_clips(tmp)
    dataset = WAVDataset(tmp, transforms=Compose(RandomCrop(random_crop_size), RandomGain()))
    model = VDiffusion(UNet1d(in_channels=1, channels=[8, 16, 32, 32, 32], factors=[1, 4, 4, 4, 2]))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    for step, audio in enumerate(DataLoader(dataset, batch_size=3, shuffle=True)):
        loss = model(audio)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, loss.item())
