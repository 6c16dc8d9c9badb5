import torch
from torch import nn
import torch.nn.functional as F

CONFIG = dict(
    vocab_size=256,
    hidden_size=1024,
    num_hidden_layers=2,
    num_attention_heads=12,
    intermediate_size=2048,
)


class NeoXAttention(nn.Module):
    def __init__(self, hidden_size, num_heads):
        super().__init__()
        self.num_heads = num_heads
        self.head_size = hidden_size // num_heads
        self.query_key_value = nn.Linear(hidden_size, 3 * hidden_size)
        self.dense = nn.Linear(hidden_size, hidden_size)

    def forward(self, hidden):
        qkv = self.query_key_value(hidden)
        qkv = qkv.view(*qkv.shape[:-1], self.num_heads, 3 * self.head_size)
        q, k, v = qkv.transpose(1, 2).chunk(3, dim=-1)
        out = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.dense(out.transpose(1, 2).flatten(2))


class NeoXLayer(nn.Module):
    def __init__(self, hidden_size, num_heads, intermediate_size):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(hidden_size), nn.LayerNorm(hidden_size)
        self.attention = NeoXAttention(hidden_size, num_heads)
        self.mlp = nn.Sequential(
            nn.Linear(hidden_size, intermediate_size), nn.GELU(), nn.Linear(intermediate_size, hidden_size),
        )

    def forward(self, x):
        return x + self.attention(self.norm1(x)) + self.mlp(self.norm2(x))


class NeoXForCausalLM(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        width, heads = cfg["hidden_size"], cfg["num_attention_heads"]
        self.embed_in = nn.Embedding(cfg["vocab_size"], width)
        self.layers = nn.ModuleList(
            NeoXLayer(width, heads, cfg["intermediate_size"]) for _ in range(cfg["num_hidden_layers"])
        )
        self.embed_out = nn.Linear(width, cfg["vocab_size"], bias=False)

    def forward(self, ids):
        h = self.embed_in(ids)
        for layer in self.layers:
            h = layer(h)
        return self.embed_out(h)


@torch.no_grad()
def generate(model, prompt, steps=8):
    ids = torch.tensor([list(prompt.encode())])
    for _ in range(steps):
        ids = torch.cat([ids, model(ids)[:, -1:].argmax(-1)], dim=1)
    return bytes(ids[0].tolist())


print(generate(NeoXForCausalLM(CONFIG).eval(), "I eat"))
