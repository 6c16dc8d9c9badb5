import torch
from einops import rearrange
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class RMSNorm(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(dim))

    def forward(self, x):
        return x * x.pow(2).mean(-1, keepdim=True).add(1e-6).rsqrt() * self.gamma


class Attention(nn.Module):
    def __init__(self, dim, heads=4, dim_head=16):
        super().__init__()
        self.heads = heads
        self.norm = RMSNorm(dim)
        self.to_qkv = nn.Linear(dim, heads * dim_head * 3, bias=False)
        self.to_out = nn.Linear(heads * dim_head, dim, bias=False)

    def forward(self, x):
        qkv = self.to_qkv(self.norm(x)).chunk(3, dim=-1)
        q, k, v = (rearrange(t, "b n (h d) -> b h n d", h=self.heads) for t in qkv)
        out = nn.functional.scaled_dot_product_attention(q, k, v)
        return x + self.to_out(rearrange(out, "b h n d -> b n (h d)"))


class FeedForward(nn.Module):
    def __init__(self, dim, mult=4):
        super().__init__()
        self.net = nn.Sequential(RMSNorm(dim), nn.Linear(dim, dim * mult), nn.GELU(), nn.Linear(dim * mult, dim))

    def forward(self, x):
        return x + self.net(x)


class TabTransformer(nn.Module):
    def __init__(self, categories, num_continuous, dim=32, depth=2, dim_out=1,
                 use_shared_categ_embed=True, shared_categ_dim_divisor=8):
        super().__init__()
        shared_dim = dim // shared_categ_dim_divisor if use_shared_categ_embed else 0
        self.category_embed = nn.Embedding(sum(categories), dim)
        offsets = torch.tensor([0, *categories[:-1]]).cumsum(0)
        self.register_buffer("categories_offset", offsets)
        self.shared_embed = nn.Parameter(torch.randn(len(categories), shared_dim) * 0.02)
        self.cont_norm = nn.LayerNorm(num_continuous)
        self.layers = nn.Sequential(*[m for _ in range(depth) for m in (Attention(dim), FeedForward(dim))])
        width = dim * len(categories) + num_continuous
        self.mlp = nn.Sequential(nn.Linear(width, 64), nn.ReLU(), nn.Linear(64, dim_out))

    def forward(self, x_categ, x_cont):
        x = self.category_embed(x_categ + self.categories_offset)
        shared = self.shared_embed.expand(len(x), -1, -1)
        x = self.layers(torch.cat([x, shared], dim=-1))
        return self.mlp(torch.cat([x.flatten(1), self.cont_norm(x_cont)], dim=-1))


categories = (10, 5, 6, 5, 8)
x_categ = torch.stack([torch.randint(0, c, (256,)) for c in categories], dim=1)
x_cont = torch.randn(256, 10)
churn = ((x_categ[:, 0] > 4).float() + x_cont[:, 0] > 0.5).float()

model = TabTransformer(categories, num_continuous=10)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for epoch in range(3):
    for cat, cont, y in DataLoader(TensorDataset(x_categ, x_cont, churn), batch_size=64, shuffle=True):
        loss = nn.functional.binary_cross_entropy_with_logits(model(cat, cont).squeeze(-1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, round(loss.item(), 4))
