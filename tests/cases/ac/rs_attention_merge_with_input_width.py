import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def scaled_dot_product(q, k, v, mask=None):
    logits = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
    if mask is not None:
        logits = logits.masked_fill(mask == 0, -9e15)
    attention = logits.softmax(dim=-1)
    return attention @ v, attention


class SelfAttention(nn.Module):
    def __init__(self, input_dim, embed_dim, num_heads):
        super().__init__()
        assert embed_dim % num_heads == 0
        self.embed_dim = embed_dim
        self.num_heads = num_heads
        self.head_dim = embed_dim // num_heads
        self.qkv_proj = nn.Linear(input_dim, 3 * embed_dim)
        self.o_proj = nn.Linear(embed_dim, embed_dim)

    def forward(self, x, mask=None):
        batch, steps, width = x.size()
        qkv = self.qkv_proj(x).reshape(batch, steps, self.num_heads, 3 * self.head_dim)
        q, k, v = qkv.permute(0, 2, 1, 3).chunk(3, dim=-1)
        values, _ = scaled_dot_product(q, k, v, mask)
        values = values.permute(0, 2, 1, 3)
        values = values.reshape(batch, steps, width)
        return self.o_proj(values)


class ActivityModel(nn.Module):
    """Recognises activities from nine inertial channels."""

    def __init__(self, channels=9, embed_dim=32, activities=6):
        super().__init__()
        self.attention = SelfAttention(channels, embed_dim, num_heads=4)
        self.norm = nn.LayerNorm(embed_dim)
        self.mlp = nn.Sequential(nn.Linear(embed_dim, 64), nn.ReLU(), nn.Linear(64, embed_dim))
        self.out = nn.Linear(embed_dim, activities)

    def forward(self, x):
        h = self.norm(self.attention(x))
        h = h + self.mlp(h)
        return self.out(h.mean(dim=1))


torch.manual_seed(0)
windows, activity = torch.randn(96, 50, 9), torch.randint(0, 6, (96,))
model = ActivityModel()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for x, y in DataLoader(TensorDataset(windows, activity), batch_size=32):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f}")
