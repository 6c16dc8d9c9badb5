import torch
import torch.nn.functional as F


def mel_basis(n_fft, n_mels):
    centres = torch.linspace(0, 1, n_mels + 2)
    freqs = torch.linspace(0, 1, n_fft // 2 + 1)
    up = (freqs - centres[:-2, None]) / (centres[1:-1] - centres[:-2])[:, None]
    down = (centres[2:, None] - freqs) / (centres[2:] - centres[1:-1])[:, None]
    return torch.minimum(up, down).clamp(min=0)


def spectrogram(y, n_fft, hop, win):
    pad = (n_fft - hop) // 2
    y = F.pad(y.unsqueeze(1), (pad, pad), mode="reflect").squeeze(1)
    spec = torch.stft(y, n_fft, hop, win, torch.hann_window(win), center=False, return_complex=True)
    return torch.sqrt(spec.abs().pow(2) + 1e-6)


def spec_to_mel(spec, n_fft, n_mels):
    return torch.log(torch.clamp(mel_basis(n_fft, n_mels) @ spec, min=1e-5))


def mel_spectrogram(y, n_fft, hop, win, n_mels):
    return spec_to_mel(spectrogram(y, n_fft, hop, win), n_fft, n_mels)
