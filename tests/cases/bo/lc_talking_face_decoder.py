import math

import torch
import torch.nn as nn
import torch.nn.functional as F

FPS = 25
SAMPLE_RATE = 16000


def init_biased_mask(n_head, max_seq_len, period):
    """ALiBi-like causal bias; the bias grows once per period of the face motion."""
    start = 2 ** (-2 ** -(math.log2(n_head) - 3))
    slopes = torch.tensor([start ** (k + 1) for k in range(n_head)])
    steps = torch.arange(max_seq_len)
    distance = (steps.view(-1, 1) - steps.view(1, -1)).clamp(min=0) // period
    bias = -slopes.view(-1, 1, 1) * distance
    future = torch.triu(torch.full((max_seq_len, max_seq_len), float("-inf")), 1)
    return bias + future


def enc_dec_mask(T, S):
    mask = torch.ones(T, S, dtype=torch.bool)
    for i in range(T):
        mask[i, min(i, S - 1)] = False
    return mask


class PeriodicPositionalEncoding(nn.Module):
    def __init__(self, d_model, period):
        super().__init__()
        pos = torch.arange(period).unsqueeze(1)
        div = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(period, d_model)
        pe[:, 0::2] = torch.sin(pos * div)
        pe[:, 1::2] = torch.cos(pos * div)
        self.register_buffer("pe", pe)

    def forward(self, x):
        idx = torch.arange(x.size(1)) % self.pe.size(0)
        return x + self.pe[idx]


class AudioEncoder(nn.Module):
    """Strided convolutions in place of wav2vec 2.0; resampled to the video rate."""

    def __init__(self, dim):
        super().__init__()
        self.convs = nn.Sequential(
            nn.Conv1d(1, dim, 10, stride=5), nn.GELU(),
            nn.Conv1d(dim, dim, 8, stride=8), nn.GELU(),
            nn.Conv1d(dim, dim, 8, stride=8), nn.GELU(),
        )

    def forward(self, wav):
        frames = round(wav.size(1) / SAMPLE_RATE * FPS)
        h = self.convs(wav.unsqueeze(1))
        return F.interpolate(h, size=frames, mode="linear").transpose(1, 2)


class SpeechAnimator(nn.Module):
    def __init__(self, n_vertices=60, dim=32, n_head=4, period=25, max_seq_len=150):
        super().__init__()
        self.audio_encoder = AudioEncoder(dim)
        self.vertice_map = nn.Linear(n_vertices * 3, dim)
        self.PPE = PeriodicPositionalEncoding(dim, period)
        self.register_buffer("biased_mask", init_biased_mask(n_head, max_seq_len, period))
        layer = nn.TransformerDecoderLayer(dim, n_head, 2 * dim, batch_first=True)
        self.transformer_decoder = nn.TransformerDecoder(layer, num_layers=1)
        self.vertice_map_r = nn.Linear(dim, n_vertices * 3)
        self.style = nn.Embedding(8, dim)

    @torch.no_grad()
    def predict(self, wav, template, speaker):
        hidden = self.audio_encoder(wav)
        style = self.style(speaker).unsqueeze(1)
        emb = style
        for i in range(hidden.size(1)):
            x = self.PPE(emb)
            n = x.size(1)
            tgt_mask = self.biased_mask[:, :n, :n]
            memory_mask = enc_dec_mask(n, hidden.size(1))
            out = self.transformer_decoder(x, hidden, tgt_mask=tgt_mask, memory_mask=memory_mask)
            vertices = self.vertice_map_r(out)
            emb = torch.cat([emb, self.vertice_map(vertices[:, -1:]) + style], dim=1)
        return vertices + template.unsqueeze(1)


def synthetic_voice(seconds):
    t = torch.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.4 * torch.sin(2 * math.pi * 140 * t) * torch.sin(2 * math.pi * 3 * t).abs()).unsqueeze(0)


if __name__ == "__main__":
    torch.manual_seed(0)
    animator = SpeechAnimator().eval()
    template = torch.rand(1, 180)
    for clip, seconds in [("hello", 1.2), ("weather_report", 6.4)]:
        motion = animator.predict(synthetic_voice(seconds), template, torch.tensor([2]))
        print(clip, tuple(motion.shape))
