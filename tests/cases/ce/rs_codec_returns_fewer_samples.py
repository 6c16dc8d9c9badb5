import math
from dataclasses import dataclass

import torch
from torch import nn

SAMPLE_RATE = 16000


@dataclass
class CodecFile:
    codes: torch.Tensor
    original_length: int
    channels: int
    level: torch.Tensor


class AudioCodec(nn.Module):
    def __init__(self, strides=(2, 4, 5, 8), dim=8, codebook_size=64):
        super().__init__()
        encoder = [nn.Conv1d(1, dim, 7, padding=3)]
        decoder = [nn.Conv1d(dim, 1, 7, padding=3), nn.ELU()]
        for s in strides:
            encoder += [nn.ELU(), nn.Conv1d(dim, dim, 2 * s, s, math.ceil(s / 2))]
            decoder += [nn.ConvTranspose1d(dim, dim, 2 * s, s, math.ceil(s / 2)), nn.ELU()]
        self.encoder = nn.Sequential(*encoder)
        self.decoder = nn.Sequential(*reversed(decoder), nn.Tanh())
        self.codebook = nn.Embedding(codebook_size, dim)

    def encode(self, audio):
        z = self.encoder(audio).transpose(1, 2)
        return torch.cdist(z, self.codebook.weight.expand(len(z), -1, -1)).argmin(-1)

    def decode(self, codes):
        return self.decoder(self.codebook(codes).transpose(1, 2))

    @torch.no_grad()
    def compress(self, audio):
        level = audio.pow(2).mean((1, 2), keepdim=True).sqrt()
        batch, channels, length = audio.shape
        codes = self.encode((audio / level).reshape(batch * channels, 1, length))
        return CodecFile(codes, length, channels, level)

    @torch.no_grad()
    def decompress(self, obj):
        recons = self.decode(obj.codes)
        recons = recons.reshape(-1, obj.channels, obj.original_length)
        return recons * obj.level


def recordings(n, seconds=2):
    t = torch.arange(seconds * SAMPLE_RATE) / SAMPLE_RATE
    pitch = torch.linspace(110, 330, n)[:, None]
    return (0.3 * torch.sin(2 * math.pi * pitch * t) + 0.02 * torch.randn(n, len(t))).unsqueeze(1)


def log_spectrum_distance(a, b):
    length = min(a.shape[-1], b.shape[-1])
    window = torch.hann_window(512)
    spectra = [torch.stft(x[:, 0, :length], 512, window=window, return_complex=True).abs() for x in (a, b)]
    return (spectra[0] + 1e-5).log().sub((spectra[1] + 1e-5).log()).abs().mean()


torch.manual_seed(0)
codec = AudioCodec().eval()
originals = recordings(3)
stored = codec.compress(originals)
print("bits per second", stored.codes[0].numel() * 6 / 2)
restored = codec.decompress(stored)
print("spectral distance", log_spectrum_distance(originals, restored).item())
