import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

random.seed(1)
SECONDS = [5, 4, 4, 3, 5, 2, 4, 3]


def load(i):
    """Field recording i: two channels, 2 kHz."""
    g = torch.Generator().manual_seed(i)
    return 0.2 * torch.randn(2, SECONDS[i] * 2000, generator=g)


class AudioTagging(Dataset):
    def __init__(self, n_class=6, target_length=160, mixup=0.5):
        self.n_class, self.target_length, self.mixup = n_class, target_length, mixup
        self.window = torch.hann_window(128)

    def __len__(self):
        return len(SECONDS)

    def _wav2fbank(self, i, j=None):
        waveform = load(i)
        waveform = waveform - waveform.mean()
        mix_lambda = 1.0
        if j is not None:
            waveform2 = load(j)
            waveform2 = waveform2 - waveform2.mean()
            if waveform.shape[1] > waveform2.shape[1]:
                temp_wav = torch.zeros(1, waveform.shape[1])
                temp_wav[0, 0:waveform2.shape[1]] = waveform2
                waveform2 = temp_wav
            elif waveform.shape[1] < waveform2.shape[1]:
                waveform2 = waveform2[0, 0:waveform.shape[1]]
            mix_lambda = random.betavariate(10, 10)
            waveform = mix_lambda * waveform + (1 - mix_lambda) * waveform2
        spec = torch.stft(waveform[0], 128, 64, window=self.window, return_complex=True).abs()
        fbank = (spec + 1e-5).log().T
        p = self.target_length - fbank.shape[0]
        return nn.functional.pad(fbank, (0, 0, 0, p)), mix_lambda

    def __getitem__(self, i):
        label = torch.zeros(self.n_class)
        j = None
        if random.random() < self.mixup:
            j = random.randint(0, len(self) - 1)
        fbank, lam = self._wav2fbank(i, j)
        label[i % self.n_class] += lam
        if j is not None:
            label[j % self.n_class] += 1 - lam
        return fbank, label


class SpectrogramTagger(nn.Module):
    def __init__(self, bins=65, dim=32, n_class=6):
        super().__init__()
        self.proj = nn.Linear(bins, dim)
        self.encoder = nn.TransformerEncoderLayer(dim, 4, 64, batch_first=True)
        self.head = nn.Linear(dim, n_class)

    def forward(self, x):
        return self.head(self.encoder(self.proj(x)).mean(dim=1))


model = SpectrogramTagger()
opt = torch.optim.Adam(model.parameters(), lr=1e-4)
for fbank, label in DataLoader(AudioTagging(), batch_size=4):
    loss = nn.functional.binary_cross_entropy_with_logits(model(fbank), label)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss.item())
