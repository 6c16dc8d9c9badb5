import math

import torch
from torch import nn


def sincos_positions(length, dim):
    pos = torch.arange(length, dtype=torch.float)[:, None]
    freq = torch.exp(torch.arange(0, dim, 2).float() * (-math.log(10000.0) / dim))
    return torch.cat([torch.sin(pos * freq), torch.cos(pos * freq)], dim=1)[None]


class Transformer(nn.Module):
    def __init__(self, patch_dim, embed_dim=48, depth=2, num_heads=4):
        super().__init__()
        self.embed_dim = embed_dim
        self.patch_embed = nn.Linear(patch_dim, embed_dim)
        self.pos_embed = nn.Parameter(torch.zeros(1, 1, embed_dim), requires_grad=False)
        layer = nn.TransformerEncoderLayer(embed_dim, num_heads, embed_dim * 4, dropout=0.0, batch_first=True)
        self.blocks = nn.TransformerEncoder(layer, depth)

    def forward(self, patches):
        x = self.patch_embed(patches)
        if self.pos_embed.shape[1] != x.shape[1]:
            self.pos_embed = nn.Parameter(sincos_positions(x.shape[1], self.embed_dim), requires_grad=False)
        return self.blocks(x + self.pos_embed)
