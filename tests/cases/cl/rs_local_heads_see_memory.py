import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(1)


class LongAttention(nn.Module):
    """Some heads look at windows only, the others at everything."""

    def __init__(self, dim, heads=8, n_local_attn_heads=0, window_size=16, num_mem_kv=0):
        super().__init__()
        self.heads, self.local, self.window = heads, n_local_attn_heads, window_size
        self.dim_head = dim // heads
        self.toqk = nn.Linear(dim, dim, bias=False)
        self.tov = nn.Linear(dim, dim, bias=False)
        self.to_out = nn.Linear(dim, dim)
        self.mem_kv = nn.Parameter(torch.randn(1, num_mem_kv, dim)) if num_mem_kv else None

    def split_heads(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, self.dim_head).transpose(1, 2)

    def forward(self, x):
        b, t, _ = x.shape
        if self.mem_kv is not None:
            x = torch.cat([x, self.mem_kv.expand(b, -1, -1)], dim=1)
        qk, v = self.split_heads(self.toqk(x)), self.split_heads(self.tov(x))
        lqk, qk = qk[:, :self.local], qk[:, self.local:]
        lv, v = v[:, :self.local], v[:, self.local:]

        outputs = []
        if self.local > 0:
            bqk = lqk.reshape(b * self.local, -1, self.window, self.dim_head)
            bv = lv.reshape(b * self.local, -1, self.window, self.dim_head)
            dots = torch.einsum("bhie,bhje->bhij", bqk, F.normalize(bqk, dim=-1)) * self.dim_head ** -0.5
            out = torch.einsum("bhij,bhje->bhie", dots.softmax(dim=-1), bv)
            outputs.append(out.reshape(b, self.local, t, self.dim_head))
        if self.local < self.heads:
            dots = torch.einsum("bhie,bhje->bhij", qk[:, :, :t], F.normalize(qk, dim=-1)) * self.dim_head ** -0.5
            outputs.append(torch.einsum("bhij,bhje->bhie", dots.softmax(dim=-1), v))
        out = torch.cat(outputs, dim=1).transpose(1, 2).reshape(b, t, -1)
        return self.to_out(out)


class LongLM(nn.Module):
    def __init__(self, num_tokens, dim, depth, max_seq_len, **attn):
        super().__init__()
        self.token_emb = nn.Embedding(num_tokens, dim)
        self.pos_emb = nn.Embedding(max_seq_len, dim)
        self.layers = nn.ModuleList(LongAttention(dim, **attn) for _ in range(depth))
        self.norms = nn.ModuleList(nn.LayerNorm(dim) for _ in range(depth))
        self.to_logits = nn.Linear(dim, num_tokens)

    def forward(self, ids):
        x = self.token_emb(ids) + self.pos_emb(torch.arange(ids.shape[1]))
        for norm, attn in zip(self.norms, self.layers):
            x = x + attn(norm(x))
        return self.to_logits(x)


SEQ_LEN, MASK = 256, 0
model = LongLM(num_tokens=1024, dim=64, depth=2, max_seq_len=SEQ_LEN, n_local_attn_heads=2, num_mem_kv=32)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for step in range(3):
    ids = torch.randint(1, 1024, (2, SEQ_LEN))
    hidden = torch.rand(ids.shape) < 0.15
    logits = model(ids.masked_fill(hidden, MASK))
    loss = F.cross_entropy(logits[hidden], ids[hidden])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} mlm loss {loss.item():.3f}")
