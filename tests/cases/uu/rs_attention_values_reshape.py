import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class ReverseDataset(Dataset):
    """The label of a sequence of categories is the sequence backwards."""

    def __init__(self, num_categories, seq_len, size):
        g = torch.Generator().manual_seed(42)
        self.num_categories = num_categories
        self.data = torch.randint(num_categories, (size, seq_len), generator=g)

    def __len__(self):
        return self.data.shape[0]

    def __getitem__(self, idx):
        return self.data[idx], torch.flip(self.data[idx], dims=(0,))


def scaled_dot_product(q, k, v):
    logits = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(q.size(-1))
    attention = F.softmax(logits, dim=-1)
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

    def forward(self, x, return_attention=False):
        batch_size, seq_length, embed_dim = x.size()
        qkv = self.qkv_proj(x)
        qkv = qkv.reshape(batch_size, seq_length, self.num_heads, 3 * self.head_dim)
        q, k, v = qkv.permute(0, 2, 1, 3).chunk(3, dim=-1)
        values, attention = scaled_dot_product(q, k, v)
        values = values.permute(0, 2, 1, 3)
        values = values.reshape(batch_size, seq_length, embed_dim)
        o = self.o_proj(values)
        return (o, attention) if return_attention else o


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len=100):
        super().__init__()
        position = torch.arange(max_len)[:, None]
        freq = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_len, d_model)
        pe[:, 0::2] = torch.sin(position * freq)
        pe[:, 1::2] = torch.cos(position * freq[: d_model // 2])
        self.register_buffer("pe", pe[None], persistent=False)

    def forward(self, x):
        return x + self.pe[:, : x.size(1)]


class SequenceModel(nn.Module):
    def __init__(self, num_categories, model_dim=32, num_heads=4):
        super().__init__()
        self.num_categories = num_categories
        self.positions = PositionalEncoding(num_categories)
        self.attn = MultiheadAttention(num_categories, model_dim, num_heads)
        self.norm = nn.LayerNorm(model_dim)
        self.mlp = nn.Sequential(nn.Linear(model_dim, 64), nn.ReLU(), nn.Linear(64, model_dim))
        self.output = nn.Linear(model_dim, num_categories)

    def forward(self, tokens):
        x = F.one_hot(tokens, num_classes=self.num_categories).float()
        x = self.norm(self.attn(self.positions(x)))
        x = x + self.mlp(x)
        return self.output(x)

    @torch.no_grad()
    def attention_maps(self, tokens):
        x = F.one_hot(tokens, num_classes=self.num_categories).float()
        return self.attn(self.positions(x), return_attention=True)[1]


torch.manual_seed(42)
train_set = ReverseDataset(num_categories=13, seq_len=11, size=256)
loader = DataLoader(train_set, batch_size=64, shuffle=True)
model = SequenceModel(train_set.num_categories)
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(3):
    for inp, labels in loader:
        preds = model(inp)
        loss = F.cross_entropy(preds.view(-1, preds.size(-1)), labels.view(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    acc = (preds.argmax(-1) == labels).float().mean()
    print(f"epoch {epoch}: loss {loss.item():.3f} accuracy {acc:.3f}")
print(model.attention_maps(train_set.data[:1]).shape)
