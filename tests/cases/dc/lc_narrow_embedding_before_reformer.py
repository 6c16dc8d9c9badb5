import torch
import torch.nn as nn
import torch.nn.functional as F


class SharedQKAttention(nn.Module):
    """Causal attention whose queries are the keys as well."""

    def __init__(self, dim, heads=4):
        super().__init__()
        self.heads = heads
        self.toqk = nn.Linear(dim, dim, bias=False)
        self.tov = nn.Linear(dim, dim, bias=False)
        self.to_out = nn.Linear(dim, dim)

    def forward(self, x):
        b, t, e = x.shape

        def split(z):
            return z.view(b, t, self.heads, e // self.heads).transpose(1, 2)

        qk, v = split(self.toqk(x)), split(self.tov(x))
        dots = qk @ F.normalize(qk, dim=-1).transpose(-1, -2) * (e // self.heads) ** -0.5
        mask = torch.ones(t, t, dtype=torch.bool, device=x.device).triu(1)
        dots = dots.masked_fill(mask, float("-inf"))
        out = dots.softmax(dim=-1) @ v
        return self.to_out(out.transpose(1, 2).reshape(b, t, e))


class PreNorm(nn.Module):
    def __init__(self, dim, fn):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.fn = fn

    def forward(self, x):
        return self.fn(self.norm(x))


class ReversibleBlock(nn.Module):
    def __init__(self, f, g):
        super().__init__()
        self.f, self.g = f, g

    def forward(self, x):
        x1, x2 = x.chunk(2, dim=-1)
        y1 = x1 + self.f(x2)
        y2 = x2 + self.g(y1)
        return torch.cat((y1, y2), dim=-1)


class Reformer(nn.Module):
    def __init__(self, dim, depth, heads=4, ff_mult=2):
        super().__init__()
        blocks = []
        for _ in range(depth):
            ff = nn.Sequential(nn.Linear(dim, dim * ff_mult), nn.GELU(), nn.Linear(dim * ff_mult, dim))
            blocks.append(ReversibleBlock(PreNorm(dim, SharedQKAttention(dim, heads)), PreNorm(dim, ff)))
        self.layers = nn.Sequential(*blocks)

    def forward(self, x):
        x = torch.cat([x, x], dim=-1)
        x = self.layers(x)
        return torch.stack(x.chunk(2, dim=-1)).mean(dim=0)


class ReformerLM(nn.Module):
    def __init__(self, num_tokens, dim, depth, max_seq_len, heads=4, emb_dim=None):
        super().__init__()
        emb_dim = emb_dim or dim
        self.max_seq_len = max_seq_len
        self.token_emb = nn.Embedding(num_tokens, emb_dim)
        self.pos_emb = nn.Embedding(max_seq_len, emb_dim)
        self.to_model_dim = nn.Identity() if emb_dim == dim else nn.Linear(emb_dim, dim)

        self.reformer = Reformer(dim, depth, heads=heads)
        self.norm = nn.LayerNorm(emb_dim)
        self.out = nn.Sequential(
            nn.Linear(dim, emb_dim) if emb_dim != dim else nn.Identity(),
            nn.Linear(emb_dim, num_tokens),
        )

    def forward(self, x):
        t = torch.arange(x.shape[1], device=x.device)
        x = self.token_emb(x) + self.pos_emb(t)
        x = self.to_model_dim(x)
        x = self.reformer(x)
        x = self.norm(x)
        return self.out(x)


def decode_tokens(tokens):
    return "".join(chr(max(32, t)) for t in tokens)


torch.manual_seed(1)
SEQ_LEN, BATCH = 64, 4
corpus = torch.tensor(list(b"the quick brown fox jumps over the lazy dog, and then once more; " * 30))

# factorised embedding as in albert: a small table, projected to the width of the model
model = ReformerLM(num_tokens=256, dim=96, depth=2, max_seq_len=SEQ_LEN, emb_dim=32)
optim = torch.optim.Adam(model.parameters(), lr=1e-3)

for step in range(3):
    starts = torch.randint(0, len(corpus) - SEQ_LEN - 1, (BATCH,)).tolist()
    seq = torch.stack([corpus[s:s + SEQ_LEN + 1] for s in starts])
    logits = model(seq[:, :-1])
    loss = F.cross_entropy(logits.transpose(1, 2), seq[:, 1:])
    optim.zero_grad()
    loss.backward()
    optim.step()
    print(f"step {step}: {loss.item():.4f}")

print(decode_tokens(model(corpus[None, :32]).argmax(-1)[0].tolist()))
