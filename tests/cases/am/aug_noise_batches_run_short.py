import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset


class NoiseClips(Dataset):
    def __init__(self, n=20, length=6000):
        gen = torch.Generator().manual_seed(5)
        self.clips = [torch.randn(length + 200 * i, generator=gen) * 0.1 for i in range(n)]

    def __len__(self):
        return len(self.clips)

    def __getitem__(self, i):
        return self.clips[i][:6000]


def amplitude(wav):
    return wav.abs().mean(dim=1, keepdim=True)


class AddNoise(nn.Module):
    def __init__(self, noises, snr_low=0, snr_high=15):
        super().__init__()
        self.noises, self.snr_low, self.snr_high = noises, snr_low, snr_high
        self.data_loader = None

    def load_noise(self, batch_size, length):
        if self.data_loader is None:
            self.data_loader = DataLoader(self.noises, batch_size=batch_size, shuffle=True)
            self.noise_data = iter(self.data_loader)
        try:
            noise = next(self.noise_data)
        except StopIteration:
            self.noise_data = iter(self.data_loader)
            noise = next(self.noise_data)
        start = torch.randint(noise.shape[1] - length + 1, (1,)).item()
        return noise[:, start:start + length]

    def forward(self, waveforms):
        snr = torch.rand(len(waveforms), 1) * (self.snr_high - self.snr_low) + self.snr_low
        factor = 1 / (10 ** (snr / 20) + 1)
        new_amplitude = factor * amplitude(waveforms)
        noise = self.load_noise(len(waveforms), waveforms.shape[1])
        noise = noise * (new_amplitude / (amplitude(noise) + 1e-14))
        return waveforms * (1 - factor) + noise


class EnvCorrupt(nn.Module):
    def __init__(self, noises, speeds=(1.0,)):
        super().__init__()
        self.speeds = speeds
        self.add_noise = AddNoise(noises)

    def forward(self, waveforms):
        return self.add_noise(waveforms)


class XVector(nn.Module):
    def __init__(self, n_speakers=10):
        super().__init__()
        self.frames = nn.Conv1d(1, 24, 400, stride=160)
        self.tdnn = nn.Conv1d(24, 32, 5, dilation=2)
        self.out = nn.Linear(64, n_speakers)

    def forward(self, wavs):
        h = torch.relu(self.tdnn(torch.relu(self.frames(wavs.unsqueeze(1)))))
        return self.out(torch.cat([h.mean(-1), h.std(-1)], dim=1))


utterances = TensorDataset(torch.randn(48, 4000) * 0.3, torch.randint(0, 10, (48,)))
env_corrupt, xvector = EnvCorrupt(NoiseClips()), XVector()
optimizer = torch.optim.Adam(xvector.parameters())
for epoch in range(2):
    for wavs, spk in DataLoader(utterances, batch_size=8, shuffle=True):
        loss = nn.functional.cross_entropy(xvector(env_corrupt(wavs)), spk)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, round(loss.item(), 4))
