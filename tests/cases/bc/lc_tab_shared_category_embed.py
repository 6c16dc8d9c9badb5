import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim, heads=4):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)

    def forward(self, x):
        x = self.norm(x)
        return self.attn(x, x, x, need_weights=False)[0]


def feed_forward(dim, mult=4):
    return nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, dim * mult), nn.GELU(), nn.Linear(dim * mult, dim))


class Transformer(nn.Module):
    def __init__(self, dim, depth):
        super().__init__()
        self.layers = nn.ModuleList(nn.ModuleList([Attention(dim), feed_forward(dim)]) for _ in range(depth))

    def forward(self, x):
        for attn, ff in self.layers:
            x = x + attn(x)
            x = x + ff(x)
        return x


class TabTransformer(nn.Module):
    def __init__(self, categories, num_continuous, dim, depth, dim_out=1,
                 use_shared_categ_embed=True, shared_categ_dim_divisor=8):
        super().__init__()
        self.register_buffer("categories_offset", torch.tensor([0, *categories[:-1]]).cumsum(0))
        shared_embed_dim = dim // shared_categ_dim_divisor if use_shared_categ_embed else 0
        self.category_embed = nn.Embedding(sum(categories), dim)
        self.use_shared_categ_embed = use_shared_categ_embed
        if use_shared_categ_embed:
            self.shared_category_embed = nn.Parameter(torch.randn(len(categories), shared_embed_dim) * 0.02)
        self.transformer = Transformer(dim, depth)
        self.norm = nn.LayerNorm(num_continuous)
        n_in = dim * len(categories) + num_continuous
        self.mlp = nn.Sequential(nn.Linear(n_in, 4 * dim), nn.ReLU(), nn.Linear(4 * dim, dim_out))

    def forward(self, x_categ, x_cont):
        x = self.category_embed(x_categ + self.categories_offset)
        if self.use_shared_categ_embed:
            shared = self.shared_category_embed.expand(x.shape[0], -1, -1)
            x = torch.cat((x, shared), dim=-1)
        x = self.transformer(x)
        return self.mlp(torch.cat((x.flatten(1), self.norm(x_cont)), dim=-1))


categories = (10, 5, 6, 5, 8)
model = TabTransformer(categories=categories, num_continuous=10, dim=32, depth=2)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
x_categ = torch.stack([torch.randint(0, n, (16,)) for n in categories], dim=1)
x_cont = torch.randn(16, 10)
bought = torch.randint(0, 2, (16, 1)).float()
for step in range(2):
    loss = nn.functional.binary_cross_entropy_with_logits(model(x_categ, x_cont), bought)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
