import math

import torch
from torch import nn

from heads import merge_heads, split_heads


class MultiheadSelfAttention(nn.Module):
    def __init__(self, embed_dim, n_heads, dropout=0.1):
        super().__init__()
        self.n_heads = n_heads
        self.qkv = nn.Linear(embed_dim, 3 * embed_dim)
        self.out_proj = nn.Linear(embed_dim, embed_dim)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, padding_mask):
        q, k, v = (split_heads(t, self.n_heads) for t in self.qkv(x).chunk(3, dim=-1))
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
        scores = scores.masked_fill(padding_mask[:, None, None, :], float("-inf"))
        context = self.dropout(scores.softmax(dim=-1)) @ v
        return self.out_proj(merge_heads(context))


class EncoderLayer(nn.Module):
    def __init__(self, embed_dim, n_heads):
        super().__init__()
        self.self_attn = MultiheadSelfAttention(embed_dim, n_heads)
        self.norm1, self.norm2 = nn.LayerNorm(embed_dim), nn.LayerNorm(embed_dim)
        self.ffn = nn.Sequential(nn.Linear(embed_dim, 4 * embed_dim), nn.ReLU(), nn.Linear(4 * embed_dim, embed_dim))

    def forward(self, x, padding_mask):
        x = self.norm1(x + self.self_attn(x, padding_mask))
        return self.norm2(x + self.ffn(x))


class TaggingTransformer(nn.Module):
    def __init__(self, vocab, tags, embed_dim=64, n_heads=4, n_layers=2, max_len=64):
        super().__init__()
        self.tokens = nn.Embedding(vocab, embed_dim, padding_idx=0)
        self.positions = nn.Embedding(max_len, embed_dim)
        self.layers = nn.ModuleList(EncoderLayer(embed_dim, n_heads) for _ in range(n_layers))
        self.head = nn.Linear(embed_dim, tags)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1]))
        for layer in self.layers:
            x = layer(x, ids == 0)
        return self.head(x)
