import argparse

import numpy as np
import torch
from torch import nn


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--maxlen", default=20, type=int)
    parser.add_argument("--hidden_units", default=50, type=int)
    parser.add_argument("--num_heads", default=3, type=int)
    parser.add_argument("--num_blocks", default=2, type=int)
    parser.add_argument("--batch_size", default=32, type=int)
    return parser.parse_args([])


class HeadwiseAttention(nn.Module):
    def __init__(self, hidden_size, head_num):
        super().__init__()
        self.Q_w = nn.Linear(hidden_size, hidden_size)
        self.K_w = nn.Linear(hidden_size, hidden_size)
        self.V_w = nn.Linear(hidden_size, hidden_size)
        self.head_size = hidden_size // head_num

    def fold(self, t):
        return torch.cat(torch.split(t, self.head_size, dim=2), dim=0)

    def forward(self, queries, keys, future):
        Q, K, V = self.Q_w(queries), self.K_w(keys), self.V_w(keys)
        Q_, K_, V_ = self.fold(Q), self.fold(K), self.fold(V)
        weights = Q_ @ K_.transpose(1, 2) / self.head_size ** 0.5
        weights = weights.masked_fill(future, float("-inf")).softmax(dim=-1)
        return torch.cat(torch.split(weights @ V_, len(Q), dim=0), dim=2)


class SASRec(nn.Module):
    def __init__(self, item_num, args):
        super().__init__()
        self.item_emb = nn.Embedding(item_num + 1, args.hidden_units, padding_idx=0)
        self.pos_emb = nn.Embedding(args.maxlen, args.hidden_units)
        self.norms = nn.ModuleList([nn.LayerNorm(args.hidden_units) for _ in range(args.num_blocks)])
        self.attention = nn.ModuleList(
            [HeadwiseAttention(args.hidden_units, args.num_heads) for _ in range(args.num_blocks)])
        self.forward_layers = nn.ModuleList(
            [nn.Linear(args.hidden_units, args.hidden_units) for _ in range(args.num_blocks)])

    def forward(self, seq, pos, neg):
        T = seq.shape[1]
        future = torch.triu(torch.ones(T, T, dtype=torch.bool), diagonal=1)
        feats = self.item_emb(seq) * self.item_emb.embedding_dim ** 0.5 + self.pos_emb(torch.arange(T))
        for norm, attend, ff in zip(self.norms, self.attention, self.forward_layers):
            Q = norm(feats)
            feats = Q + attend(Q, feats, future)
            feats = feats + ff(feats).relu()
        return (feats * self.item_emb(pos)).sum(-1), (feats * self.item_emb(neg)).sum(-1)


def sample_batch(rng, histories, item_num, args):
    users = rng.integers(0, len(histories), args.batch_size)
    seq = histories[users, -args.maxlen - 1:-1]
    pos = histories[users, -args.maxlen:]
    neg = rng.integers(1, item_num + 1, pos.shape)
    return torch.from_numpy(seq), torch.from_numpy(pos), torch.from_numpy(neg)


args = parse_args()
rng = np.random.default_rng(1)
item_num = 300
histories = rng.integers(1, item_num + 1, (200, 40))
model = SASRec(item_num, args)
adam = torch.optim.Adam(model.parameters(), lr=1e-3, betas=(0.9, 0.98))
bce = nn.BCEWithLogitsLoss()
for step in range(10):
    pos_logits, neg_logits = model(*sample_batch(rng, histories, item_num, args))
    loss = bce(pos_logits, torch.ones_like(pos_logits)) + bce(neg_logits, torch.zeros_like(neg_logits))
    adam.zero_grad()
    loss.backward()
    adam.step()
print(loss.item())
