import torch
from torch import nn


class ResidualAttentionBlock(nn.Module):
    def __init__(self, d_model, n_head, batch_first=True):
        super().__init__()
        self.ln_1 = nn.LayerNorm(d_model)
        self.attn = nn.MultiheadAttention(d_model, n_head, batch_first=batch_first)
        self.ln_2 = nn.LayerNorm(d_model)
        self.mlp = nn.Sequential(nn.Linear(d_model, d_model * 4), nn.GELU(), nn.Linear(d_model * 4, d_model))

    def forward(self, x, attn_mask=None):
        q = self.ln_1(x)
        x = x + self.attn(q, q, q, need_weights=False, attn_mask=attn_mask)[0]
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    def __init__(self, width, layers, heads, batch_first=True):
        super().__init__()
        self.resblocks = nn.ModuleList(ResidualAttentionBlock(width, heads, batch_first) for _ in range(layers))

    def forward(self, x, attn_mask=None):
        for block in self.resblocks:
            x = block(x, attn_mask=attn_mask)
        return x


class FrozenTextEmbedder(nn.Module):
    """Turns "Generate SRV: [1, 2, 2]" prompts into per-token states."""

    def __init__(self, vocab=512, max_length=77, width=64):
        super().__init__()
        self.token_embedding = nn.Embedding(vocab, width)
        self.positional_embedding = nn.Parameter(torch.randn(max_length, width) * 0.01)
        self.transformer = Transformer(width, layers=2, heads=4)
        self.ln_final = nn.LayerNorm(width)
        self.register_buffer("attn_mask", torch.full((max_length, max_length), float("-inf")).triu(1))

    def forward(self, tokens):
        x = self.token_embedding(tokens) + self.positional_embedding
        x = self.transformer(x.permute(1, 0, 2), attn_mask=self.attn_mask).permute(1, 0, 2)
        return self.ln_final(x)


class CircuitDecoder(nn.Module):
    def __init__(self, n_gates=6, width=64, qubits=3, steps=12):
        super().__init__()
        self.query = nn.Parameter(torch.randn(1, qubits * steps, width) * 0.02)
        self.cross = nn.MultiheadAttention(width, 4, batch_first=True)
        self.out = nn.Linear(width, n_gates)

    def forward(self, c):
        q = self.query.expand(c.shape[0], -1, -1)
        return self.out(self.cross(q, c, c, need_weights=False)[0])


torch.manual_seed(0)
text_encoder, decoder = FrozenTextEmbedder().eval(), CircuitDecoder()
opt = torch.optim.Adam(decoder.parameters(), 1e-3)
prompts = torch.randint(0, 512, (256, 77))
circuits = torch.randint(0, 6, (256, 36))
for i in range(0, len(prompts), 128):
    with torch.no_grad():
        c = text_encoder(prompts[i:i + 128])
    loss = nn.functional.cross_entropy(decoder(c).transpose(1, 2), circuits[i:i + 128])
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss.item())
