import torch
from torch import nn
import torch.nn.functional as F


def rotary_tables(length, dim):
    freq = 1.0 / 10000 ** (torch.arange(0, dim, 2) / dim)
    angle = torch.outer(torch.arange(length).float(), freq).repeat(1, 2)
    return angle.cos(), angle.sin()


def turn(x, cos, sin):
    a, b = x.chunk(2, dim=-1)
    return cos * x + sin * torch.cat([-b, a], dim=-1)


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)

    def forward(self, x, cos, sin):
        q, k, v = self.qkv(x).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        q, k = turn(q, cos, sin), turn(k, cos, sin)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.out(y.transpose(1, 2).flatten(2))


class TinyCausalLM(nn.Module):
    def __init__(self, vocab_size, max_seq_length, dim=32, heads=2):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, dim)
        self.attn = Attention(dim, heads)
        self.norm = nn.LayerNorm(dim)
        self.lm_head = nn.Linear(dim, vocab_size)
        cos, sin = rotary_tables(max_seq_length, dim // heads)
        self.register_buffer("cos", cos)
        self.register_buffer("sin", sin)

    def forward(self, ids):
        n = ids.size(1)
        x = self.embed(ids)
        x = x + self.attn(self.norm(x), self.cos[:n], self.sin[:n])
        return self.lm_head(x)

    @torch.no_grad()
    def generate(self, prompt, max_new_tokens):
        ids = prompt
        for _ in range(max_new_tokens):
            probs = self(ids)[:, -1].softmax(-1)
            ids = torch.cat([ids, torch.multinomial(probs, 1)], dim=1)
        return ids
