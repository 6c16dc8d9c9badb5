import os

import torch
from presets import PRESETS
from torch import nn


class TextToMel(nn.Module):
    def __init__(self, n_vocab, text_embed_dim, encoder_channels, outputs_per_step, mel_dim=20):
        super().__init__()
        self.embed_tokens = nn.Embedding(n_vocab, text_embed_dim)
        self.convolutions = nn.Sequential(
            nn.Conv1d(text_embed_dim, encoder_channels, 3, padding=1), nn.ReLU(),
            nn.Conv1d(encoder_channels, encoder_channels, 3, padding=1), nn.ReLU(),
        )
        self.last_conv = nn.Conv1d(encoder_channels, mel_dim * outputs_per_step, 1)
        self.r = outputs_per_step

    def forward(self, text):
        h = self.convolutions(self.embed_tokens(text).transpose(1, 2))
        mel = self.last_conv(h).transpose(1, 2)
        return mel.reshape(len(text), mel.shape[1] * self.r, -1)


def write_checkpoint(folder):
    """What hundred thousand steps on the Japanese recordings left behind."""
    path = os.path.join(folder, "checkpoint_step000100000.pth")
    torch.manual_seed(100)
    torch.save({"state_dict": TextToMel(**PRESETS["jsut"]).state_dict(), "global_step": 100000}, path)
    return path
