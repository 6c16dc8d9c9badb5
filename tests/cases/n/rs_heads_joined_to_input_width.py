import math

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.utils.data as data


def scaled_dot_product(q, k, v, mask=None):
    d_k = q.size()[-1]
    attn_logits = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(d_k)
    if mask is not None:
        attn_logits = attn_logits.masked_fill(mask == 0, -9e15)
    attention = F.softmax(attn_logits, dim=-1)
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

    def forward(self, x, mask=None):
        batch_size, seq_length, embed_dim = x.size()
        qkv = self.qkv_proj(x)
        qkv = qkv.reshape(batch_size, seq_length, self.num_heads, 3 * self.head_dim)
        qkv = qkv.permute(0, 2, 1, 3)
        q, k, v = qkv.chunk(3, dim=-1)
        values, _ = scaled_dot_product(q, k, v, mask=mask)
        values = values.permute(0, 2, 1, 3)
        values = values.reshape(batch_size, seq_length, embed_dim)
        return self.o_proj(values)


class ReverseDataset(data.Dataset):
    def __init__(self, num_categories, seq_len, size):
        super().__init__()
        self.num_categories = num_categories
        self.data = torch.randint(num_categories, size=(size, seq_len))

    def __len__(self):
        return len(self.data)

    def __getitem__(self, idx):
        return self.data[idx], torch.flip(self.data[idx], dims=(0,))


class ReversePredictor(nn.Module):
    def __init__(self, num_classes, model_dim, num_heads):
        super().__init__()
        self.pos = nn.Parameter(0.1 * torch.randn(16, num_classes))
        self.attn = MultiheadAttention(num_classes, model_dim, num_heads)
        self.out = nn.Sequential(nn.LayerNorm(model_dim), nn.Linear(model_dim, num_classes))

    def forward(self, x):
        return self.out(self.attn(x + self.pos[: x.size(1)]))


dataset = ReverseDataset(10, 16, 96)
loader = data.DataLoader(dataset, batch_size=32, shuffle=True)
model = ReversePredictor(num_classes=dataset.num_categories, model_dim=32, num_heads=4)
optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
for inp, labels in loader:
    inp_onehot = F.one_hot(inp, num_classes=dataset.num_categories).float()
    preds = model(inp_onehot)
    loss = F.cross_entropy(preds.view(-1, preds.size(-1)), labels.view(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
