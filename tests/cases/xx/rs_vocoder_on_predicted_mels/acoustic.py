import torch
from torch import nn

N_MELS = 80


class MixerTTS(nn.Module):
    """Text to spectrogram with a given duration for each symbol."""

    def __init__(self, n_symbols=60, dim=48):
        super().__init__()
        self.symbols = nn.Embedding(n_symbols, dim)
        self.mixer = nn.GRU(dim, dim, batch_first=True)
        self.proj = nn.Linear(dim, N_MELS)

    def generate_spectrogram(self, tokens, durations):
        x = torch.repeat_interleave(self.symbols(tokens), durations, dim=1)
        return self.proj(self.mixer(x)[0])
