import math

import torch
from torch import nn


class EncoderBlock(nn.Sequential):
    def __init__(self, dim, stride):
        super().__init__(
            nn.ELU(),
            nn.Conv1d(dim // 2, dim, kernel_size=2 * stride, stride=stride, padding=math.ceil(stride / 2)),
        )


class DecoderBlock(nn.Sequential):
    def __init__(self, dim, stride):
        super().__init__(
            nn.ELU(),
            nn.ConvTranspose1d(dim, dim // 2, kernel_size=2 * stride, stride=stride, padding=math.ceil(stride / 2)),
        )


class AGC(nn.Module):
    def __init__(self, d_model=8, strides=(2, 4, 5, 8), d_latent=16):
        super().__init__()
        enc, dec = [nn.Conv1d(2, d_model, kernel_size=7, padding=3)], []
        for stride in strides:
            d_model *= 2
            enc.append(EncoderBlock(d_model, stride))
            dec.insert(0, DecoderBlock(d_model, stride))
        self.encoder = nn.Sequential(*enc, nn.Conv1d(d_model, d_latent, kernel_size=3, padding=1))
        self.decoder = nn.Sequential(
            nn.Conv1d(d_latent, d_model, kernel_size=7, padding=3), *dec,
            nn.ELU(), nn.Conv1d(d_model // 2 ** len(strides), 2, kernel_size=7, padding=3), nn.Tanh(),
        )

    def forward(self, audio):
        return self.decoder(self.encoder(audio))


agc = AGC()
optimizer = torch.optim.AdamW(agc.parameters(), lr=1e-4)
criterion = nn.L1Loss()
for step in range(2):
    audio = torch.rand(2, 2, 9600) * 2 - 1  # 0.2 s of stereo at 48 kHz
    reconstructed_audio = agc(audio)
    loss = criterion(reconstructed_audio, audio)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
