import argparse

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


def window_truncate(feature_vectors, seq_len, sliding_len=None):
    """Cut a long recording into samples.

    feature_vectors: tensor, [total_length, feature_num]
    seq_len: steps of one sample
    sliding_len: steps between the beginnings of two samples, seq_len if None
    """
    sliding_len = seq_len if sliding_len is None else sliding_len
    start_indices = np.arange(feature_vectors.shape[0] // sliding_len) * sliding_len
    sample_collector = []
    for idx in start_indices:
        sample_collector.append(feature_vectors[idx:idx + seq_len])
    return torch.stack(sample_collector)


def read_ettm1(days=14, feature_num=7):
    """Transformer loads and oil temperature, one row per quarter of an hour."""
    rng = np.random.default_rng(26)
    hours = np.arange(days * 96)[:, None] / 4
    daily = np.sin(2 * np.pi * hours / 24 + rng.uniform(0, 6, feature_num))
    noise = rng.normal(0, 0.2, (days * 96, feature_num))
    return torch.tensor(daily + noise, dtype=torch.float32)


def add_artificial_mask(X, artificial_missing_rate, seed):
    g = torch.Generator().manual_seed(seed)
    holdout = torch.rand(X.shape, generator=g) < artificial_missing_rate
    return {"X": X.masked_fill(holdout, 0.0), "missing_mask": (~holdout).float(),
            "X_holdout": X, "indicating_mask": holdout.float()}


class ImputationSet(Dataset):
    def __init__(self, data_dict):
        self.data = data_dict

    def __len__(self):
        return len(self.data["X"])

    def __getitem__(self, i):
        return {k: v[i] for k, v in self.data.items()}


class SAITS(nn.Module):
    def __init__(self, seq_len, feature_num, d_model=32, n_head=4):
        super().__init__()
        self.embedding = nn.Linear(feature_num * 2, d_model)
        self.position_enc = nn.Parameter(torch.randn(1, seq_len, d_model) * 0.02)
        self.layer = nn.TransformerEncoderLayer(d_model, n_head, 64, batch_first=True)
        self.reduce_dim = nn.Linear(d_model, feature_num)

    def forward(self, X, mask):
        h = self.embedding(torch.cat([X, mask], dim=2)) + self.position_enc
        X_tilde = self.reduce_dim(self.layer(h))
        return mask * X + (1 - mask) * X_tilde, X_tilde


def masked_mae(inputs, target, mask):
    return ((inputs - target).abs() * mask).sum() / (mask.sum() + 1e-9)


parser = argparse.ArgumentParser()
parser.add_argument("--artificial_missing_rate", type=float, default=0.1)
parser.add_argument("--seq_len", type=int, default=100)
parser.add_argument("--sliding_len", type=int, default=12)
args = parser.parse_args([])

torch.manual_seed(26)
df = read_ettm1()
train_set, test_set = df[:960], df[960:]
mean, std = train_set.mean(0), train_set.std(0)
train_set_X = window_truncate((train_set - mean) / std, args.seq_len, args.sliding_len)
test_set_X = window_truncate((test_set - mean) / std, args.seq_len, args.sliding_len)
print("train", tuple(train_set_X.shape), "test", tuple(test_set_X.shape))

train_loader = DataLoader(ImputationSet(add_artificial_mask(train_set_X, args.artificial_missing_rate, 1)),
                          batch_size=16, shuffle=True)
test_dict = add_artificial_mask(test_set_X, args.artificial_missing_rate, 2)

model = SAITS(args.seq_len, df.shape[1])
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    for batch in train_loader:
        imputed, X_tilde = model(batch["X"], batch["missing_mask"])
        loss = masked_mae(X_tilde, batch["X_holdout"], batch["missing_mask"])
        loss = loss + masked_mae(imputed, batch["X_holdout"], batch["indicating_mask"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        imputed, _ = model(test_dict["X"], test_dict["missing_mask"])
    print(f"epoch {epoch}: mae {masked_mae(imputed, test_dict['X_holdout'], test_dict['indicating_mask']):.4f}")
    model.train()
