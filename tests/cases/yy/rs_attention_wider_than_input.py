import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


def scaled_dot_product(q, k, v):
    attn_logits = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(q.size(-1))
    attention = F.softmax(attn_logits, dim=-1)
    return torch.matmul(attention, v), attention


class MultiheadAttention(nn.Module):
    def __init__(self, input_dim, embed_dim, num_heads):
        super().__init__()
        assert embed_dim % num_heads == 0
        self.embed_dim = embed_dim
        self.num_heads = num_heads
        self.head_dim = embed_dim // num_heads
        self.qkv_proj = nn.Linear(input_dim, 3 * embed_dim)
        self.o_proj = nn.Linear(embed_dim, embed_dim)

    def forward(self, x):
        batch_size, seq_length, embed_dim = x.size()
        qkv = self.qkv_proj(x)
        qkv = qkv.reshape(batch_size, seq_length, self.num_heads, 3 * self.head_dim)
        qkv = qkv.permute(0, 2, 1, 3)
        q, k, v = qkv.chunk(3, dim=-1)
        values, attention = scaled_dot_product(q, k, v)
        values = values.permute(0, 2, 1, 3)
        values = values.reshape(batch_size, seq_length, embed_dim)
        return self.o_proj(values)


class GestureClassifier(nn.Module):
    def __init__(self, n_sensors=13, embed_dim=48, num_heads=4, n_classes=6):
        super().__init__()
        self.attn = MultiheadAttention(n_sensors, embed_dim, num_heads)
        self.norm = nn.LayerNorm(embed_dim)
        self.head = nn.Sequential(nn.Linear(embed_dim, 64), nn.GELU(), nn.Dropout(0.1), nn.Linear(64, n_classes))

    def forward(self, x):
        return self.head(self.norm(self.attn(x)).mean(dim=1))


torch.manual_seed(42)
recordings, gestures = torch.randn(96, 11, 13), torch.randint(0, 6, (96,))
train_loader = DataLoader(TensorDataset(recordings[:72], gestures[:72]), batch_size=12, shuffle=True)
val_loader = DataLoader(TensorDataset(recordings[72:], gestures[72:]), batch_size=12)
model = GestureClassifier()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(3):
    model.train()
    for x, y in train_loader:
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        acc = torch.cat([(model(x).argmax(-1) == y).float() for x, y in val_loader]).mean()
    print(f"epoch {epoch}: loss {loss.item():.3f}, val acc {acc.item():.2f}")
