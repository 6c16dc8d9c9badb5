import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class STFT(nn.Module):
    """Short time Fourier transform as convolutions, after Prem Seetharaman."""

    def __init__(self, filter_length=512, hop_length=160):
        super().__init__()
        self.filter_length, self.hop_length = filter_length, hop_length
        k = torch.arange(filter_length // 2 + 1).unsqueeze(1) * torch.arange(filter_length) * 2 * math.pi / filter_length
        basis = torch.cat([torch.cos(k), -torch.sin(k)]).unsqueeze(1)
        self.register_buffer("forward_basis", basis)
        self.register_buffer("inverse_basis", basis / filter_length * 2)

    def transform(self, x):
        x = F.pad(x.unsqueeze(1), (self.filter_length // 2,) * 2, mode="reflect")
        y = F.conv1d(x, self.forward_basis, stride=self.hop_length)
        real, imag = y.chunk(2, dim=1)
        return torch.sqrt(real ** 2 + imag ** 2), torch.atan2(imag, real)

    def inverse(self, magnitude, phase):
        both = torch.cat([magnitude * torch.cos(phase), magnitude * torch.sin(phase)], dim=1)
        return F.conv_transpose1d(both, self.inverse_basis, stride=self.hop_length, padding=0)


def griffin_lim(magnitudes, stft_fn, n_iters=4):
    angles = torch.rand_like(magnitudes) * 2 * math.pi - math.pi
    signal = stft_fn.inverse(magnitudes, angles).squeeze(1)
    for _ in range(n_iters):
        _, angles = stft_fn.transform(signal)
        signal = stft_fn.inverse(magnitudes, angles[:, :, :magnitudes.size(2)]).squeeze(1)
    return signal


class Postnet(nn.Module):
    """Makes a linear spectrogram out of 80 mel bands."""

    def __init__(self, n_mels=80, n_freq=321):
        super().__init__()
        self.net = nn.Sequential(nn.Conv1d(n_mels, 128, 7, padding=3), nn.ReLU(), nn.Conv1d(128, n_freq, 5, padding=2))

    def forward(self, mel):
        return F.softplus(self.net(mel))


stft = STFT(filter_length=512, hop_length=160)
post = Postnet()
optimizer = torch.optim.Adam(post.parameters(), lr=1e-4)


@torch.no_grad()
def validate(mel):
    spec = post(mel)
    wav = griffin_lim(spec, stft)
    return wav.abs().mean().item()


target = torch.rand(4, 321, 30)
loss = F.l1_loss(post(torch.rand(4, 80, 30)), target)
loss.backward()
optimizer.step()
print("train", loss.item())
print("validation", validate(torch.rand(2, 80, 40)))
