import math

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, n_heads, input_dim, embed_dim, val_dim=None, key_dim=None):
        super().__init__()
        if val_dim is None:
            val_dim = embed_dim // n_heads
        if key_dim is None:
            key_dim = val_dim
        self.n_heads = n_heads
        self.input_dim = input_dim
        self.embed_dim = embed_dim
        self.val_dim = val_dim
        self.key_dim = key_dim
        self.norm_factor = 1 / math.sqrt(key_dim)

        self.W_query = nn.Parameter(torch.Tensor(n_heads, input_dim, key_dim))
        self.W_key = nn.Parameter(torch.Tensor(n_heads, input_dim, key_dim))
        self.W_val = nn.Parameter(torch.Tensor(n_heads, input_dim, val_dim))
        self.W_out = nn.Parameter(torch.Tensor(n_heads, key_dim, embed_dim))
        self.init_parameters()

    def init_parameters(self):
        for param in self.parameters():
            stdv = 1. / math.sqrt(param.size(-1))
            param.data.uniform_(-stdv, stdv)

    def forward(self, q, h=None):
        if h is None:
            h = q
        batch_size, graph_size, input_dim = h.size()
        n_query = q.size(1)

        hflat = h.contiguous().view(-1, input_dim)
        qflat = q.contiguous().view(-1, input_dim)
        Q = torch.matmul(qflat, self.W_query).view(self.n_heads, batch_size, n_query, -1)
        K = torch.matmul(hflat, self.W_key).view(self.n_heads, batch_size, graph_size, -1)
        V = torch.matmul(hflat, self.W_val).view(self.n_heads, batch_size, graph_size, -1)

        compatibility = self.norm_factor * torch.matmul(Q, K.transpose(2, 3))
        attn = torch.softmax(compatibility, dim=-1)
        heads = torch.matmul(attn, V)

        out = torch.mm(
            heads.permute(1, 2, 0, 3).contiguous().view(-1, self.n_heads * self.val_dim),
            self.W_out.view(-1, self.embed_dim)
        ).view(batch_size, n_query, self.embed_dim)
        return out


batch_size, n_query, graph_size, input_dim = 3, 2, 4, 5

h = torch.normal(0, 0.5, [batch_size, graph_size, input_dim])
q = torch.normal(0, 0.5, [batch_size, n_query, input_dim])

default = MultiHeadAttention(n_heads=6, input_dim=input_dim, embed_dim=12)
print("default", default(q, h).shape)
wide = MultiHeadAttention(n_heads=6, input_dim=input_dim, embed_dim=12, key_dim=10)
print("wide keys", wide(q, h).shape)
