import argparse
import math
import tempfile
import wave
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--n_mel_channels", type=int, default=80)
    parser.add_argument("--sampling_rate", type=int, default=16000)
    parser.add_argument("--n_fft", type=int, default=800)
    parser.add_argument("--hop_length", type=int, default=200)
    parser.add_argument("--win_length", type=int, default=800)
    parser.add_argument("--ngf", type=int, default=8)
    parser.add_argument("--ratios", type=str, default="8,8,2,2")
    parser.add_argument("--seq_len", type=int, default=8192)
    parser.add_argument("--batch_size", type=int, default=4)
    return parser.parse_args()


class AudioDataset(Dataset):
    def __init__(self, training_files, segment_length):
        with open(training_files) as f:
            self.audio_files = [Path(training_files).parent / line.strip() for line in f]
        self.segment_length = segment_length

    def __len__(self):
        return len(self.audio_files)

    def __getitem__(self, index):
        with wave.open(str(self.audio_files[index])) as w:
            audio = np.frombuffer(w.readframes(w.getnframes()), dtype=np.int16)
        audio = torch.from_numpy(audio.astype(np.float32) / 32768)
        audio = F.pad(audio, (0, max(0, self.segment_length - len(audio))))
        start = torch.randint(0, len(audio) - self.segment_length + 1, (1,)).item()
        return audio[start:start + self.segment_length].unsqueeze(0)


def mel_basis(sr, n_fft, n_mels):
    to_mel = lambda hz: 2595 * math.log10(1 + hz / 700)
    points = torch.linspace(0, to_mel(sr / 2), n_mels + 2)
    hz = 700 * (10 ** (points / 2595) - 1)
    freqs = torch.linspace(0, sr / 2, n_fft // 2 + 1)
    up = (freqs - hz[:-2, None]) / (hz[1:-1] - hz[:-2])[:, None]
    down = (hz[2:, None] - freqs) / (hz[2:] - hz[1:-1])[:, None]
    return torch.minimum(up, down).clamp(min=0)


class Audio2Mel(nn.Module):
    def __init__(self, n_fft, hop_length, win_length, sampling_rate, n_mel_channels):
        super().__init__()
        self.register_buffer("mel_basis", mel_basis(sampling_rate, n_fft, n_mel_channels))
        self.register_buffer("window", torch.hann_window(win_length))
        self.n_fft, self.hop_length, self.win_length = n_fft, hop_length, win_length

    def forward(self, audio):
        p = (self.n_fft - self.hop_length) // 2
        audio = F.pad(audio, (p, p), "reflect").squeeze(1)
        fft = torch.stft(audio, n_fft=self.n_fft, hop_length=self.hop_length, win_length=self.win_length,
                         window=self.window, center=False, return_complex=True)
        return torch.log10(torch.clamp(self.mel_basis @ fft.abs(), min=1e-5))


class Generator(nn.Module):
    def __init__(self, input_size, ngf, ratios):
        super().__init__()
        mult = 2 ** len(ratios)
        model = [nn.ReflectionPad1d(3), nn.Conv1d(input_size, mult * ngf, 7)]
        for r in ratios:
            pad = dict(padding=r // 2 + r % 2, output_padding=r % 2)
            model += [nn.LeakyReLU(0.2), nn.ConvTranspose1d(mult * ngf, mult * ngf // 2, r * 2, r, **pad)]
            mult //= 2
        model += [nn.LeakyReLU(0.2), nn.ReflectionPad1d(3), nn.Conv1d(ngf, 1, 7), nn.Tanh()]
        self.model = nn.Sequential(*model)

    def forward(self, x):
        return self.model(x)


def fake_corpus(root, sr, n=8):
    rng = np.random.default_rng(16)
    names = [f"utt{i}.wav" for i in range(n)]
    for name in names:
        with wave.open(str(root / name), "wb") as w:
            w.setnchannels(1)
            w.setsampwidth(2)
            w.setframerate(sr)
            w.writeframes((rng.normal(size=rng.integers(6000, 20000)) * 3000).astype(np.int16).tobytes())
    (root / "train_files.txt").write_text("\n".join(names) + "\n")
    return root / "train_files.txt"


def main():
    args = parse_args()
    torch.manual_seed(0)
    netG = Generator(args.n_mel_channels, args.ngf, [int(r) for r in args.ratios.split(",")])
    fft = Audio2Mel(args.n_fft, args.hop_length, args.win_length, args.sampling_rate, args.n_mel_channels)
    optG = torch.optim.Adam(netG.parameters(), lr=1e-4, betas=(0.5, 0.9))
    with tempfile.TemporaryDirectory() as tmp:
        train_set = AudioDataset(fake_corpus(Path(tmp), args.sampling_rate), args.seq_len)
        for iterno, x_t in enumerate(DataLoader(train_set, args.batch_size, shuffle=True)):
            s_t = fft(x_t).detach()
            x_pred_t = netG(s_t)
            s_pred_t = fft(x_pred_t)
            s_error = F.l1_loss(s_t, s_pred_t)
            optG.zero_grad()
            s_error.backward()
            optG.step()
            print(f"iter {iterno} mel reconst {s_error.item():.4f}")


if __name__ == "__main__":
    main()
