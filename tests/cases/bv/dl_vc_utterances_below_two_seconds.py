import random

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

SAMPLING_RATE, N_MELS = 24000, 80


def speaker(seconds):
    return [0.1 * torch.randn(int(SAMPLING_RATE * s)) for s in seconds]


def process_utterance(wav, n_fft=1024, hop=256):
    spec = torch.stft(wav, n_fft, hop, window=torch.hann_window(n_fft), return_complex=True).abs()
    bands = nn.functional.interpolate(spec.t().unsqueeze(1), size=N_MELS, mode="linear").squeeze(1).t()
    return torch.log10(bands.clamp(min=1e-5))


class WavDataset(Dataset):
    def __init__(self, wavs_a, wavs_b, n_frames=48000):
        self.wavs_a, self.wavs_b, self.n_frames = wavs_a, wavs_b, n_frames

    def trun_wav(self, wav, frames):
        if wav.shape[0] > frames:
            start = random.randrange(0, wav.shape[0] - frames)
            wav = wav[start:start + frames]
        return wav

    def __getitem__(self, index):
        wav_a = self.trun_wav(self.wavs_a[index % len(self.wavs_a)], self.n_frames)
        wav_b = self.trun_wav(self.wavs_b[index % len(self.wavs_b)], self.n_frames)
        return {"A": process_utterance(wav_a), "B": process_utterance(wav_b)}

    def __len__(self):
        return max(len(self.wavs_a), len(self.wavs_b))


def generator(dim=64):
    return nn.Sequential(
        nn.Conv1d(N_MELS, dim, 3, stride=2, padding=1), nn.ReLU(),
        nn.Conv1d(dim, 2 * dim, 3, stride=2, padding=1), nn.ReLU(),
        nn.ConvTranspose1d(2 * dim, dim, 3, stride=2, padding=1, output_padding=1), nn.ReLU(),
        nn.ConvTranspose1d(dim, N_MELS, 3, stride=2, padding=1, output_padding=1),
    )


vcc2020 = WavDataset(speaker([3.1, 2.4, 2.8, 3.3, 2.1]), speaker([2.6, 2.2, 3.0, 1.43, 2.9]))
netG_A, netG_B = generator(), generator()
criterion_cycle, criterion_idt = nn.L1Loss(), nn.L1Loss()
optimizer = torch.optim.Adam([*netG_A.parameters(), *netG_B.parameters()], lr=2e-4)
for i, batch in enumerate(DataLoader(vcc2020, batch_size=1)):
    real_a, real_b = batch["A"], batch["B"]
    rec_a = netG_B(netG_A(real_a))
    loss_cycle = criterion_cycle(rec_a, real_a)
    idt_b = netG_A(real_b)
    loss_idt = criterion_idt(idt_b, real_b)
    loss = 10 * loss_cycle + 5 * loss_idt
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(i, round(loss.item(), 4))
