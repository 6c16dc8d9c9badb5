import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class NoisySpeech(Dataset):
    """Pairs of clean and noisy cuts."""

    def __init__(self, n=6, cut_len=4000):
        self.n, self.cut_len = n, cut_len

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        t = torch.arange(self.cut_len) / 16000
        clean = torch.sin(2 * torch.pi * (200 + 50 * i) * t)
        return clean, clean + 0.3 * torch.randn(self.cut_len)


class DenseEncoder(nn.Module):
    def __init__(self, channel=16):
        super().__init__()
        self.conv_1 = nn.Sequential(nn.Conv2d(2, channel, 1), nn.InstanceNorm2d(channel, affine=True), nn.PReLU(channel))
        self.conv_2 = nn.Sequential(nn.Conv2d(channel, channel, 3, padding=1), nn.PReLU(channel))

    def forward(self, x):
        return self.conv_2(self.conv_1(x))


class Enhancer(nn.Module):
    def __init__(self, channel=16):
        super().__init__()
        self.dense_encoder = DenseEncoder(channel)
        self.decoder = nn.Conv2d(channel, 2, 1)

    def forward(self, spec):
        return spec + self.decoder(self.dense_encoder(spec))


class Trainer:
    def __init__(self, loader, n_fft=256, hop=64):
        self.loader, self.n_fft, self.hop = loader, n_fft, hop
        self.model = Enhancer()
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=5e-4)

    def spectrum(self, wave):
        window = torch.hamming_window(self.n_fft)
        spec = torch.stft(wave, self.n_fft, self.hop, window=window, onesided=True, return_complex=True)
        return spec.permute(0, 3, 2, 1)  # real and imaginary part as channels, then time, then frequency

    def train_step(self, batch):
        clean, noisy = (self.spectrum(w) for w in batch)
        est = self.model(noisy)
        loss = nn.functional.l1_loss(est, clean)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def train(self):
        for step, batch in enumerate(self.loader):
            print(step, self.train_step(batch))


Trainer(DataLoader(NoisySpeech(), batch_size=3)).train()
