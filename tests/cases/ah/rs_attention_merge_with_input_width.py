import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(42)


def scaled_dot_product(q, k, v):
    attn_logits = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(q.size(-1))
    attention = attn_logits.softmax(dim=-1)
    return torch.matmul(attention, v), attention


class MultiheadAttention(nn.Module):
    def __init__(self, input_dim, embed_dim, num_heads):
        super().__init__()
        assert embed_dim % num_heads == 0, "Embedding dimension must be 0 modulo number of heads."
        self.embed_dim = embed_dim
        self.num_heads = num_heads
        self.head_dim = embed_dim // num_heads
        self.qkv_proj = nn.Linear(input_dim, 3 * embed_dim)
        self.o_proj = nn.Linear(embed_dim, embed_dim)

    def forward(self, x):
        batch_size, seq_length, embed_dim = x.size()
        qkv = self.qkv_proj(x)
        # separate Q, K, V from the linear output
        qkv = qkv.reshape(batch_size, seq_length, self.num_heads, 3 * self.head_dim)
        q, k, v = qkv.permute(0, 2, 1, 3).chunk(3, dim=-1)
        values, _ = scaled_dot_product(q, k, v)
        values = values.permute(0, 2, 1, 3)
        values = values.reshape(batch_size, seq_length, embed_dim)
        return self.o_proj(values)


class ActivityClassifier(nn.Module):
    """Recognises an activity from the readings of body-worn sensors."""

    def __init__(self, n_channels, embed_dim=64, num_heads=4, n_activities=6):
        super().__init__()
        self.attn = MultiheadAttention(n_channels, embed_dim, num_heads)
        self.norm = nn.LayerNorm(embed_dim)
        self.head = nn.Linear(embed_dim, n_activities)

    def forward(self, x):
        return self.head(self.norm(self.attn(x)).mean(dim=1))


windows = TensorDataset(torch.randn(60, 50, 9), torch.randint(0, 6, (60,)))
model = ActivityClassifier(n_channels=9)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for x, y in DataLoader(windows, batch_size=20, shuffle=True):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(round(loss.item(), 4))
