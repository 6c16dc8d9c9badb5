import os
import random
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

N_MELS = 80
HOP = 16


class MixerDecoder(nn.Module):
    """The acoustic model: one frame of the spectrogram for each token."""

    def __init__(self, symbols=40, width=64):
        super().__init__()
        self.embed = nn.Embedding(symbols, width)
        self.mix = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width), nn.GELU())
        self.proj = nn.Linear(width, N_MELS)

    def forward(self, tokens):
        x = self.embed(tokens)
        return self.proj(x + self.mix(x))


class VocoderDataset(Dataset):
    def __init__(self, folder, n_frames):
        self.files = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]
        self.n_frames = n_frames

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        mel = torch.from_numpy(np.load(self.files[i]))
        start = random.randint(0, max(0, mel.shape[-1] - self.n_frames))
        mel = mel[:, start:start + self.n_frames]
        return mel, torch.rand(1, self.n_frames * HOP) * 2 - 1


class Vocoder(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.conv_pre = nn.Conv1d(N_MELS, width, 7, padding=3)
        self.up1 = nn.ConvTranspose1d(width, width // 2, 8, stride=4, padding=2)
        self.up2 = nn.ConvTranspose1d(width // 2, 1, 8, stride=4, padding=2)

    def forward(self, mel):
        x = nn.functional.leaky_relu(self.conv_pre(mel), 0.1)
        return torch.tanh(self.up2(nn.functional.leaky_relu(self.up1(x), 0.1)))


def predict_spectrograms(folder, lengths=(258, 258, 258, 258)):
    acoustic = MixerDecoder().eval()
    with torch.no_grad():
        for k, n in enumerate(lengths):
            spec = acoustic(torch.randint(0, 40, (1, n)))
            np.save(os.path.join(folder, f"utt{k}.npy"), spec[0].numpy())


with tempfile.TemporaryDirectory() as folder:
    predict_spectrograms(folder)
    vocoder = Vocoder()
    opt = torch.optim.AdamW(vocoder.parameters(), 1e-4)
    for mel, wav in DataLoader(VocoderDataset(folder, n_frames=64), batch_size=2):
        loss = nn.functional.l1_loss(vocoder(mel), wav)
        opt.zero_grad()
        loss.backward()
        opt.step()
        print("vocoder", loss.item())
