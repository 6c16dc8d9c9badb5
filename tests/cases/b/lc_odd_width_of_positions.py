import math
from dataclasses import dataclass

import torch
import torch.nn as nn


@dataclass
class Settings:
    vocab: int = 80
    n_genes: int = 29
    heads: int = 1
    layers: int = 2
    max_len: int = 128
    steps: int = 2


class PositionalEmbedding(nn.Module):
    def __init__(self, d_model, max_len):
        super().__init__()
        pe = torch.zeros(max_len, d_model)
        pe.requires_grad = False
        position = torch.arange(0, max_len).float().unsqueeze(1)
        div_term = (torch.arange(0, d_model, 2).float() * -(math.log(10000.0) / d_model)).exp()
        pe[:, 0::2] = torch.sin(position * div_term)
        pe[:, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe.unsqueeze(0))

    def forward(self, x):
        return self.pe[:, :x.size(1)]


class BERTEmbedding(nn.Module):
    """Token, position and segment embeddings, added up."""

    def __init__(self, vocab, d_model, max_len):
        super().__init__()
        self.token = nn.Embedding(vocab, d_model, padding_idx=0)
        self.position = PositionalEmbedding(d_model, max_len)
        self.segment = nn.Embedding(3, d_model, padding_idx=0)

    def forward(self, tokens, segments):
        return self.token(tokens) + self.position(tokens) + self.segment(segments)


class BERT(nn.Module):
    def __init__(self, s):
        super().__init__()
        d_model = s.n_genes
        self.embedding = BERTEmbedding(s.vocab, d_model, s.max_len)
        layer = nn.TransformerEncoderLayer(d_model, s.heads, 4 * d_model, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, s.layers)
        self.lm = nn.Linear(d_model, s.vocab)

    def forward(self, tokens, segments):
        return self.lm(self.encoder(self.embedding(tokens, segments)))


def pretrain(s):
    model = BERT(s)
    optim = torch.optim.Adam(model.parameters(), lr=1e-4, betas=(0.9, 0.999))
    for step in range(s.steps):
        tokens = torch.randint(1, s.vocab, (4, 40))
        segments = torch.ones_like(tokens)
        segments[:, 20:] = 2
        hidden = torch.rand(tokens.shape) < 0.15
        hidden[:, 0] = True
        logits = model(tokens.masked_fill(hidden, 0), segments)
        loss = nn.functional.cross_entropy(logits[hidden], tokens[hidden])
        optim.zero_grad()
        loss.backward()
        optim.step()
        print(step, loss.item())


pretrain(Settings())
