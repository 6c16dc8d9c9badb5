from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass
class Config:
    vocab_size: int = 64
    n_embd: int = 32
    r: int = 0
    alpha: int = 16
    to_query: bool = False
    to_key: bool = False
    to_value: bool = False


class LoRAQKVLinear(nn.Module):
    def __init__(self, config):
        super().__init__()
        n, self.r = config.n_embd, config.r
        self.linear = nn.Linear(n, 3 * n)
        self.enable_lora = [config.to_query, config.to_key, config.to_value]
        if self.r > 0 and any(self.enable_lora):
            self.scaling = config.alpha / self.r
            self.lora_A = nn.Parameter(torch.randn(self.r * sum(self.enable_lora), n) * 0.02)
            self.lora_B = nn.Parameter(torch.zeros(n * sum(self.enable_lora), self.r))

    def delta(self):
        parts = sum(self.enable_lora)
        update = torch.bmm(self.lora_B.view(parts, -1, self.r), self.lora_A.view(parts, self.r, -1))
        update = iter(update * self.scaling)
        return torch.cat([next(update) if on else torch.zeros_like(w)
                          for on, w in zip(self.enable_lora, self.linear.weight.chunk(3))])

    def forward(self, x):
        out = self.linear(x)
        return out + F.linear(x, self.delta()) if self.r > 0 and any(self.enable_lora) else out


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.attn = LoRAQKVLinear(config)
        self.proj = nn.Linear(config.n_embd, config.n_embd)

    def forward(self, x):
        q, k, v = self.attn(x).chunk(3, dim=-1)
        return x + self.proj(F.scaled_dot_product_attention(q, k, v, is_causal=True))


class GPT(nn.Sequential):
    def __init__(self, config):
        super().__init__(nn.Embedding(config.vocab_size, config.n_embd), Block(config), Block(config),
                         nn.Linear(config.n_embd, config.vocab_size, bias=False))
