import torch
from torch import nn


class S4LM(nn.Module):
    def __init__(self, n_tokens, d_model=32):
        super().__init__()
        self.encoder = nn.Embedding(n_tokens, d_model)
        self.mixer = nn.GRU(d_model, d_model, batch_first=True)
        self.norm = nn.LayerNorm(d_model)
        self.decoder = nn.Linear(d_model, n_tokens, bias=False)

    def forward(self, ids):
        x, _ = self.mixer(self.encoder(ids))
        return self.decoder(self.norm(x))
