import math

import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, query_dim, context_dim, head_dim):
        super().__init__()
        self.head_dim = head_dim
        self.to_q = nn.Linear(query_dim, query_dim, bias=False)
        self.to_k = nn.Linear(context_dim, query_dim, bias=False)
        self.to_v = nn.Linear(context_dim, query_dim, bias=False)
        self.to_out = nn.Linear(query_dim, query_dim)

    def forward(self, x, context=None):
        context = x if context is None else context
        q, k, v = (f(t).unflatten(-1, (-1, self.head_dim)).transpose(1, 2)
                   for f, t in ((self.to_q, x), (self.to_k, context), (self.to_v, context)))
        return self.to_out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class TransformerBlock(nn.Module):
    def __init__(self, dim, context_dim, head_dim):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn1 = Attention(dim, dim, head_dim)
        self.attn2 = Attention(dim, context_dim, head_dim)

    def forward(self, x, context):
        b, c, h, w = x.shape
        t = x.flatten(2).transpose(1, 2)
        t = t + self.attn1(self.norm1(t))
        t = t + self.attn2(self.norm2(t), context)
        return t.transpose(1, 2).reshape(b, c, h, w)


class UNet(nn.Module):
    def __init__(self, cross_attention_dim, head_dim, in_channels=4, channels=(32, 64)):
        super().__init__()
        self.conv_in = nn.Conv2d(in_channels * 2, channels[0], 3, padding=1)
        self.time_proj = nn.Linear(channels[0], channels[0])
        self.down = nn.Conv2d(channels[0], channels[1], 3, 2, 1)
        self.attentions = nn.ModuleList(TransformerBlock(c, cross_attention_dim, head_dim) for c in channels)
        self.up = nn.ConvTranspose2d(channels[1], channels[0], 2, 2)
        self.conv_out = nn.Conv2d(channels[0] * 2, in_channels, 3, padding=1)

    def forward(self, sample, t, cond, encoder_hidden_states):
        x = self.conv_in(torch.cat([sample, cond], 1))
        half = x.shape[1] // 2
        freq = torch.exp(-math.log(1e4) * torch.arange(half) / half) * t
        x = x + self.time_proj(torch.cat([freq.sin(), freq.cos()]))[:, None, None]
        skip = self.attentions[0](x, encoder_hidden_states)
        x = self.attentions[1](self.down(skip), encoder_hidden_states)
        return self.conv_out(torch.cat([self.up(x), skip], 1))
