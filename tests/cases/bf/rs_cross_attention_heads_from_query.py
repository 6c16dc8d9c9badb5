import math

import torch
from torch import nn


class ProteinAttention(nn.Module):
    def __init__(self, hidden_size=64, num_heads=4):
        super().__init__()
        self.head_dim = hidden_size // num_heads
        self.query = nn.Linear(hidden_size, hidden_size)
        self.key = nn.Linear(hidden_size, hidden_size)
        self.value = nn.Linear(hidden_size, hidden_size)
        self.dense = nn.Linear(hidden_size, hidden_size)

    def forward(self, hidden_states, encoder_hidden_states=None):
        hidden_shape = (*hidden_states.shape[:-1], -1, self.head_dim)
        query = self.query(hidden_states).view(hidden_shape).transpose(1, 2)

        is_cross_attention = encoder_hidden_states is not None
        current_states = encoder_hidden_states if is_cross_attention else hidden_states
        key = self.key(current_states).view(hidden_shape).transpose(1, 2)
        value = self.value(current_states).view(hidden_shape).transpose(1, 2)

        scores = torch.matmul(query, key.transpose(2, 3)) / math.sqrt(self.head_dim)
        context = torch.matmul(scores.softmax(dim=-1), value)
        return self.dense(context.transpose(1, 2).flatten(2))


class DecoderLayer(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.self_attn = ProteinAttention(hidden_size)
        self.cross_attn = ProteinAttention(hidden_size)
        self.norm1, self.norm2 = nn.LayerNorm(hidden_size), nn.LayerNorm(hidden_size)

    def forward(self, x, memory):
        x = x + self.self_attn(self.norm1(x))
        return x + self.cross_attn(self.norm2(x), memory)


class BinderDesigner(nn.Module):
    """Writes a peptide for a target protein."""

    def __init__(self, n_tokens=24, hidden_size=64):
        super().__init__()
        self.embed = nn.Embedding(n_tokens, hidden_size)
        self.target_encoder = ProteinAttention(hidden_size)
        self.layers = nn.ModuleList(DecoderLayer(hidden_size) for _ in range(2))
        self.lm_head = nn.Linear(hidden_size, n_tokens)

    def forward(self, peptide, target):
        memory = self.target_encoder(self.embed(target))
        x = self.embed(peptide)
        for layer in self.layers:
            x = layer(x, memory)
        return self.lm_head(x)


torch.manual_seed(0)
target = torch.randint(0, 24, (4, 90))
peptide = torch.randint(0, 24, (4, 13))
model = BinderDesigner()
logits = model(peptide[:, :-1], target)
loss = nn.functional.cross_entropy(logits.flatten(0, 1), peptide[:, 1:].flatten())
loss.backward()
print(loss.item())
