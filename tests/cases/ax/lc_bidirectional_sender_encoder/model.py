import torch
from torch import nn

from encoders import build_encoder


class CombinedClassifier(nn.Module):
    """Encodes every input column, concatenates the codes and predicts one logit."""

    def __init__(self, config):
        super().__init__()
        self.encoders = nn.ModuleDict({name: build_encoder(**spec) for name, spec in config.items()})
        width = sum(enc.output_size for enc in self.encoders.values())
        self.decoder = nn.Linear(width, 1)

    def forward(self, columns):
        codes = [enc(columns[name]) for name, enc in self.encoders.items()]
        return self.decoder(torch.cat(codes, dim=1))
