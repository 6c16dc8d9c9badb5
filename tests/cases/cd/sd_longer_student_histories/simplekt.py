import math

import torch
from torch import nn


class CosinePositionalEmbedding(nn.Module):
    def __init__(self, d_model, max_len):
        super().__init__()
        pos = torch.arange(max_len).unsqueeze(1).float()
        div = torch.exp(torch.arange(0, d_model, 2).float() * -(math.log(10000.0) / d_model))
        pe = torch.zeros(max_len, d_model)
        pe[:, 0::2], pe[:, 1::2] = torch.sin(pos * div), torch.cos(pos * div)
        self.weight = nn.Parameter(pe.unsqueeze(0), requires_grad=False)

    def forward(self, x):
        return self.weight[:, : x.size(1)]


class SimpleKT(nn.Module):
    def __init__(self, n_question, n_skill, d_model=32, n_blocks=1, n_heads=2, dropout=0.1, seq_len=50):
        super().__init__()
        self.difficulty = nn.Embedding(n_question, 1)
        self.skill = nn.Embedding(n_skill, d_model)
        self.answer = nn.Embedding(2, d_model)
        self.position_emb = CosinePositionalEmbedding(d_model, seq_len)
        layer = nn.TransformerEncoderLayer(d_model, n_heads, 2 * d_model, dropout, batch_first=True)
        self.blocks = nn.TransformerEncoder(layer, n_blocks)
        self.out = nn.Sequential(nn.Linear(2 * d_model, d_model), nn.ReLU(), nn.Linear(d_model, 1))

    def forward(self, q, c, r):
        item = self.skill(c) * (1 + self.difficulty(q))
        past = item + self.answer(r)
        past = torch.cat([torch.zeros_like(past[:, :1]), past[:, :-1]], dim=1)
        past = past + self.position_emb(past)
        mask = nn.Transformer.generate_square_subsequent_mask(q.size(1))
        h = self.blocks(past, mask=mask, is_causal=True)
        return self.out(torch.cat([h, item], dim=-1)).squeeze(-1)
