import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class STFT(nn.Module):
    """Forward and inverse transform as convolutions with a Fourier basis."""

    def __init__(self, filter_length=800, hop_length=200):
        super().__init__()
        self.filter_length, self.hop_length = filter_length, hop_length
        basis = np.fft.fft(np.eye(filter_length))
        cutoff = filter_length // 2 + 1
        basis = np.vstack([np.real(basis[:cutoff]), np.imag(basis[:cutoff])])
        self.register_buffer("forward_basis", torch.FloatTensor(basis[:, None, :]))
        self.register_buffer("inverse_basis", torch.FloatTensor(np.linalg.pinv(basis).T[:, None, :]))

    def transform(self, audio):
        cutoff = self.filter_length // 2 + 1
        x = F.conv1d(audio.unsqueeze(1), self.forward_basis, stride=self.hop_length, padding=self.filter_length // 2)
        return torch.sqrt(x[:, :cutoff] ** 2 + x[:, cutoff:] ** 2), torch.atan2(x[:, cutoff:], x[:, :cutoff])

    def inverse(self, magnitude, phase):
        both = torch.cat([magnitude * torch.cos(phase), magnitude * torch.sin(phase)], dim=1)
        return F.conv_transpose1d(both, self.inverse_basis, stride=self.hop_length, padding=0)


class GridSpeech:
    """Windows of 40 ms at 16 kHz."""

    def __init__(self, n_fft=640, hop=160, num_mels=80):
        self.n_fft, self.hop = n_fft, hop
        self.mel_basis = torch.rand(num_mels, n_fft // 2 + 1)

    def spectrogram(self, wav):
        window = torch.hann_window(self.n_fft)
        return torch.stft(wav, self.n_fft, self.hop, window=window, return_complex=True).abs()

    def mel(self, spec):
        return torch.log(self.mel_basis @ spec + 1e-5)

    def inverse_spec(self, spec, stft, n_iters=4):
        angles = torch.rand_like(spec) * 2 * np.pi - np.pi
        wav = stft.inverse(spec, angles)
        for _ in range(n_iters):
            _, angles = stft.transform(wav.squeeze(1))
            wav = stft.inverse(spec, angles[:, :, :spec.size(2)])
        return wav.squeeze(1)


class Postnet(nn.Module):
    def __init__(self, num_mels, bins):
        super().__init__()
        self.net = nn.Sequential(nn.Conv1d(num_mels, 128, 5, padding=2), nn.ReLU(), nn.Conv1d(128, bins, 1), nn.Softplus())

    def forward(self, mel):
        return self.net(mel)


def validate(post, data, stft):
    wav = torch.randn(2, 8000)
    spec = data.spectrogram(wav)
    with torch.no_grad():
        pred = post(data.mel(spec))
        wav_pred = data.inverse_spec(pred, stft)
    print("spec", F.l1_loss(pred, spec).item(), "wav", tuple(wav_pred.shape))


data = GridSpeech()
post = Postnet(80, data.n_fft // 2 + 1)
stft = STFT(filter_length=1024, hop_length=160)
validate(post, data, stft)
