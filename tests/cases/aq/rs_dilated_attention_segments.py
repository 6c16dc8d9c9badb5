import torch
import torch.nn as nn


class DilatedAttention(nn.Module):
    """Attention inside segments of every dilation_rate-th token."""

    def __init__(self, d_model, num_heads, dilation_rate, segment_size, dropout=0.0):
        super().__init__()
        self.d_model = d_model
        self.dilation_rate = dilation_rate
        self.segment_size = segment_size
        self.attention = nn.MultiheadAttention(d_model, num_heads, dropout=dropout, batch_first=True)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        batch_size, seq_len, _ = x.shape
        out = torch.zeros_like(x)
        for offset in range(self.dilation_rate):
            x_ = x[:, offset::self.dilation_rate, :]
            n = x_.size(1)
            x_ = x_.contiguous().view(batch_size, -1, self.segment_size, self.d_model)
            x_ = x_.flatten(0, 1)
            attn, _ = self.attention(x_, x_, x_, need_weights=False)
            out[:, offset::self.dilation_rate, :] = attn.reshape(batch_size, n, self.d_model)
        return self.dropout(out)


class LongNetBlock(nn.Module):
    def __init__(self, d_model, **attention):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attn = DilatedAttention(d_model, **attention)
        self.ffn = nn.Sequential(nn.Linear(d_model, 2 * d_model), nn.GELU(), nn.Linear(2 * d_model, d_model))

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.ffn(self.norm2(x))


class LongNetLM(nn.Module):
    def __init__(self, vocab=256, d_model=128, depth=2, **attention):
        super().__init__()
        self.embed = nn.Embedding(vocab, d_model)
        self.blocks = nn.Sequential(*[LongNetBlock(d_model, **attention) for _ in range(depth)])
        self.to_logits = nn.Linear(d_model, vocab)

    def forward(self, tokens):
        return self.to_logits(self.blocks(self.embed(tokens)))


batch_size = 8
seq_len = 64

model = LongNetLM(num_heads=8, dilation_rate=2, segment_size=64)
optim = torch.optim.AdamW(model.parameters(), lr=3e-4)
for step in range(2):
    tokens = torch.randint(0, 256, (batch_size, seq_len))
    loss = nn.functional.cross_entropy(model(tokens).flatten(0, 1), tokens.flatten())
    optim.zero_grad()
    loss.backward()
    optim.step()
    print(step, loss.item())
