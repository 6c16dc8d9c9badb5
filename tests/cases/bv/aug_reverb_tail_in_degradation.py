import random

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset


class DegradationApplier:
    def __init__(self, n_rirs=8, snr=(5.0, 20.0)):
        self.snr = snr
        self.rirs = [self.make_rir(random.randint(900, 2400)) for _ in range(n_rirs)]
        self.noise = torch.randn(60000)

    def make_rir(self, length):
        rir = torch.randn(length) * torch.exp(-torch.arange(length) / 270)
        return rir / rir.norm(p=2)

    def apply_background_noise(self, waveform):
        start = random.randint(0, self.noise.numel() - waveform.numel())
        noise = self.noise[start:start + waveform.numel()]
        scale = waveform.norm() / (noise.norm() * 10 ** (random.uniform(*self.snr) / 20))
        return waveform + scale * noise

    def apply_reverb(self, waveform):
        rir = random.choice(self.rirs)
        n = waveform.numel() + rir.numel() - 1
        spectrum = torch.fft.rfft(waveform, n) * torch.fft.rfft(rir, n)
        return torch.fft.irfft(spectrum, n)

    def __call__(self, waveform):
        waveform = self.apply_background_noise(waveform)
        return self.apply_reverb(waveform)


class RestorationPairs(Dataset):
    def __init__(self, degrade, n=8):
        self.clean = [0.3 * torch.randn(random.randint(15000, 24000)) for _ in range(n)]
        self.degrade = degrade

    def __len__(self):
        return len(self.clean)

    def __getitem__(self, i):
        clean = self.clean[i]
        return self.degrade(clean), clean


def collate(items):
    degraded, clean = zip(*items)
    return pad_sequence(degraded, batch_first=True), pad_sequence(clean, batch_first=True)


random.seed(3)
torch.manual_seed(3)
loader = DataLoader(RestorationPairs(DegradationApplier()), batch_size=4, collate_fn=collate)
net = nn.Sequential(nn.Conv1d(1, 16, 9, padding=4), nn.ReLU(), nn.Conv1d(16, 1, 9, padding=4))
optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3)
for step, (degraded, clean) in enumerate(loader):
    restored = net(degraded.unsqueeze(1)).squeeze(1)
    loss = (restored - clean).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
