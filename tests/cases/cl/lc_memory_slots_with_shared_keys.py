import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(5)


class Attention(nn.Module):
    def __init__(self, dim, heads=4, dim_head=16, num_mem_kv=0, one_kv_head=False):
        super().__init__()
        self.heads, self.dim_head = heads, dim_head
        self.kv_heads = 1 if one_kv_head else heads
        self.to_q = nn.Linear(dim, dim_head * heads, bias=False)
        self.to_k = nn.Linear(dim, dim_head * self.kv_heads, bias=False)
        self.to_v = nn.Linear(dim, dim_head * self.kv_heads, bias=False)
        self.num_mem_kv = num_mem_kv
        if num_mem_kv > 0:
            self.mem_k = nn.Parameter(torch.randn(heads, num_mem_kv, dim_head))
            self.mem_v = nn.Parameter(torch.randn(heads, num_mem_kv, dim_head))
        self.to_out = nn.Linear(dim_head * heads, dim)

    def forward(self, x):
        b, n, _ = x.shape
        q = self.to_q(x).view(b, n, self.heads, self.dim_head).transpose(1, 2)
        k = self.to_k(x).view(b, n, self.kv_heads, self.dim_head).transpose(1, 2)
        v = self.to_v(x).view(b, n, self.kv_heads, self.dim_head).transpose(1, 2)
        if self.num_mem_kv > 0:
            k = torch.cat([self.mem_k.expand(b, -1, -1, -1), k], dim=-2)
            v = torch.cat([self.mem_v.expand(b, -1, -1, -1), v], dim=-2)
        sim = q @ k.transpose(-1, -2) * self.dim_head ** -0.5
        future = torch.ones(n, n + self.num_mem_kv, dtype=torch.bool).triu(self.num_mem_kv + 1)
        attn = sim.masked_fill(future, float("-inf")).softmax(dim=-1)
        out = (attn @ v).transpose(1, 2).reshape(b, n, -1)
        return self.to_out(out)


class Decoder(nn.Module):
    def __init__(self, dim, depth, heads, **attn):
        super().__init__()
        self.blocks = nn.ModuleList(
            nn.ModuleDict({
                "norm1": nn.LayerNorm(dim),
                "attn": Attention(dim, heads, **attn),
                "norm2": nn.LayerNorm(dim),
                "ff": nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim)),
            })
            for _ in range(depth)
        )

    def forward(self, x):
        for block in self.blocks:
            x = x + block["attn"](block["norm1"](x))
            x = x + block["ff"](block["norm2"](x))
        return x


class TransformerWrapper(nn.Module):
    def __init__(self, num_tokens, max_seq_len, attn_layers, dim):
        super().__init__()
        self.token_emb = nn.Embedding(num_tokens, dim)
        self.pos_emb = nn.Embedding(max_seq_len, dim)
        self.attn_layers = attn_layers
        self.to_logits = nn.Linear(dim, num_tokens)

    def forward(self, tokens):
        x = self.token_emb(tokens) + self.pos_emb.weight[:tokens.shape[1]]
        return self.to_logits(self.attn_layers(x))


lm = TransformerWrapper(
    num_tokens=32,
    max_seq_len=128,
    dim=64,
    attn_layers=Decoder(dim=64, depth=2, heads=4, num_mem_kv=20, one_kv_head=True),
)
optimizer = torch.optim.AdamW(lm.parameters(), lr=3e-4)
for step in range(4):
    seq = torch.randint(0, 32, (8, 97))
    logits = lm(seq[:, :-1])
    loss = F.cross_entropy(logits.transpose(1, 2), seq[:, 1:])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, round(loss.item(), 4))
