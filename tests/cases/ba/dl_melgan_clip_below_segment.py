import os
import random
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

SEGMENT_LENGTH, HOP_LENGTH, N_FFT, N_MEL = 16000, 256, 1024, 80
MEL_BASIS = torch.rand(N_MEL, N_FFT // 2 + 1) / N_FFT


def get_mel(audio):
    spec = torch.stft(audio, N_FFT, HOP_LENGTH, window=torch.hann_window(N_FFT), return_complex=True).abs()
    return torch.log(torch.clamp(MEL_BASIS @ spec, min=1e-5))


def preprocess(folder):
    """The pieces of a podcast that was split on silence."""
    rng = np.random.default_rng(11)
    for k, length in enumerate([24000, 30400, 27600, 20400, 33000, 15986, 25500, 18100]):
        clip = rng.normal(0, 0.1, length).astype(np.float32)
        np.save(os.path.join(folder, f"{k:03d}.npy"), clip)
        torch.save(get_mel(torch.from_numpy(clip)), os.path.join(folder, f"{k:03d}.mel"))


class MelFromDisk(Dataset):
    def __init__(self, folder):
        self.wav_list = [os.path.join(folder, f) for f in sorted(os.listdir(folder)) if f.endswith(".npy")]
        self.mel_segment_length = SEGMENT_LENGTH // HOP_LENGTH + 1

    def __len__(self):
        return len(self.wav_list)

    def __getitem__(self, idx):
        wavpath = self.wav_list[idx]
        audio = torch.from_numpy(np.load(wavpath)).unsqueeze(0)
        mel = torch.load(wavpath.replace(".npy", ".mel"))
        max_mel_start = mel.size(1) - self.mel_segment_length
        mel_start = random.randint(0, max_mel_start)
        mel = mel[:, mel_start:mel_start + self.mel_segment_length]
        audio_start = mel_start * HOP_LENGTH
        audio = audio[:, audio_start:audio_start + SEGMENT_LENGTH]
        return mel, audio


class Generator(nn.Module):
    def __init__(self, ch=32):
        super().__init__()
        self.generator = nn.Sequential(
            nn.Conv1d(N_MEL, ch, 7, padding=3), nn.LeakyReLU(0.2),
            nn.ConvTranspose1d(ch, ch // 2, 32, 16, 8), nn.LeakyReLU(0.2),
            nn.ConvTranspose1d(ch // 2, 1, 32, 16, 8), nn.Tanh(),
        )

    def forward(self, mel):
        return self.generator(mel)[:, :, :SEGMENT_LENGTH]


with tempfile.TemporaryDirectory() as data_dir:
    preprocess(data_dir)
    trainloader = DataLoader(MelFromDisk(data_dir), batch_size=4)
    model_g = Generator()
    optim_g = torch.optim.Adam(model_g.parameters(), lr=1e-4)
    for step, (mel, audio) in enumerate(trainloader):
        loss_g = F.l1_loss(model_g(mel), audio)
        optim_g.zero_grad()
        loss_g.backward()
        optim_g.step()
        print(f"g {loss_g.item():.4f} | step {step}")
