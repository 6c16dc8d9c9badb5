import torch
import torch.nn as nn

torch.manual_seed(123)


class EinsumAttention(nn.Module):
    def __init__(self, d_in, d_out, context_length, num_heads, dropout=0.0):
        super().__init__()
        assert d_out % num_heads == 0
        self.num_heads, self.head_dim, self.d_out = num_heads, d_out // num_heads, d_out
        self.W_query = nn.Parameter(torch.randn(d_out, d_in) * 0.05)
        self.W_key = nn.Parameter(torch.randn(d_out, d_in) * 0.05)
        self.W_value = nn.Parameter(torch.randn(d_out, d_in) * 0.05)
        self.out_proj = nn.Linear(d_out, d_out)
        self.dropout = nn.Dropout(dropout)
        self.register_buffer("mask", torch.ones(context_length, context_length).triu(1).bool())

    def split(self, t):
        b, n, _ = t.shape
        return t.view(b, n, self.num_heads, self.head_dim).transpose(1, 2)

    def forward(self, x):
        b, n, _ = x.shape
        q = torch.einsum("bnd,di->bni", x, self.W_query)
        k = torch.einsum("bnd,di->bni", x, self.W_key)
        v = torch.einsum("bnd,di->bni", x, self.W_value)
        q, k, v = self.split(q), self.split(k), self.split(v)
        scores = torch.einsum("bhnd,bhmd->bhnm", q, k) / self.head_dim ** 0.5
        scores = scores.masked_fill(self.mask[:n, :n], -torch.inf)
        context = torch.einsum("bhnm,bhmd->bhnd", self.dropout(scores.softmax(-1)), v)
        return self.out_proj(context.transpose(1, 2).reshape(b, n, self.d_out))


class TinyGPT(nn.Module):
    def __init__(self, vocab=80, embed_dim=48, width=96, context=32):
        super().__init__()
        self.tok = nn.Embedding(vocab, embed_dim)
        self.pos = nn.Embedding(context, embed_dim)
        self.attn = EinsumAttention(embed_dim, width, context, num_heads=4)
        self.head = nn.Linear(width, vocab)

    def forward(self, ids):
        x = self.tok(ids) + self.pos(torch.arange(ids.shape[1]))
        return self.head(self.attn(x))


model = TinyGPT()
opt = torch.optim.AdamW(model.parameters(), lr=3e-4)
text = torch.randint(0, 80, (400,))
for start in range(0, 96, 32):
    batch = torch.stack([text[start + k:start + k + 33] for k in range(0, 200, 50)])
    logits = model(batch[:, :-1])
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten())
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(start, loss.item())
