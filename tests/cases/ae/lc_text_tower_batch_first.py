import torch
from torch import nn

CONTEXT, VOCAB, EOT = 20, 100, 99


class Block(nn.Module):
    def __init__(self, width, heads, batch_first=True):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = nn.MultiheadAttention(width, heads, batch_first=batch_first)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, width * 2), nn.GELU(), nn.Linear(width * 2, width))

    def forward(self, x, attn_mask=None):
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, need_weights=False, attn_mask=attn_mask)[0]
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    def __init__(self, width, layers, heads):
        super().__init__()
        self.resblocks = nn.ModuleList([Block(width, heads) for _ in range(layers)])

    def forward(self, x, attn_mask=None):
        for block in self.resblocks:
            x = block(x, attn_mask=attn_mask)
        return x


class TextTower(nn.Module):
    def __init__(self, width=64, layers=2, heads=4, embed_dim=32):
        super().__init__()
        self.token_embedding = nn.Embedding(VOCAB, width)
        self.positional_embedding = nn.Parameter(torch.randn(CONTEXT, width) * 0.01)
        self.transformer = Transformer(width, layers, heads)
        self.ln_final = nn.LayerNorm(width)
        self.text_projection = nn.Parameter(torch.randn(width, embed_dim) * width ** -0.5)
        mask = torch.full((CONTEXT, CONTEXT), float("-inf")).triu(1)
        self.register_buffer("attn_mask", mask, persistent=False)

    def forward(self, tokens):
        x = self.token_embedding(tokens) + self.positional_embedding
        x = x.permute(1, 0, 2)  # NLD -> LND
        x = self.transformer(x, attn_mask=self.attn_mask)
        x = x.permute(1, 0, 2)  # LND -> NLD
        x = self.ln_final(x)
        return x[torch.arange(len(x)), tokens.argmax(dim=-1)] @ self.text_projection


def tokenize(n):
    tokens = torch.randint(1, EOT, (n, CONTEXT))
    for row, end in zip(tokens, torch.randint(4, CONTEXT, (n,)).tolist()):
        row[end] = EOT
        row[end + 1:] = 0
    return tokens


torch.manual_seed(0)
tower = TextTower()
instructions = tokenize(5)
wanted = torch.nn.functional.normalize(torch.randn(5, 32), dim=1)
optimizer = torch.optim.AdamW(tower.parameters(), lr=1e-3)
for step in range(2):
    emb = torch.nn.functional.normalize(tower(instructions), dim=1)
    logits = 10 * emb @ wanted.T
    loss = torch.nn.functional.cross_entropy(logits, torch.arange(5))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: contrastive loss {loss.item():.4f}")
