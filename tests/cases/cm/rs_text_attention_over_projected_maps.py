import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(4)


class CrossAttention(nn.Module):
    def __init__(self, query_dim, context_dim, n_heads, d_head):
        super().__init__()
        inner = n_heads * d_head
        self.n_heads = n_heads
        self.to_q = nn.Linear(query_dim, inner, bias=False)
        self.to_k = nn.Linear(context_dim, inner, bias=False)
        self.to_v = nn.Linear(context_dim, inner, bias=False)
        self.to_out = nn.Linear(inner, query_dim)

    def split(self, x):
        return x.reshape(x.shape[0], x.shape[1], self.n_heads, -1).transpose(1, 2)

    def forward(self, x, context=None):
        context = x if context is None else context
        q, k, v = self.split(self.to_q(x)), self.split(self.to_k(context)), self.split(self.to_v(context))
        out = F.scaled_dot_product_attention(q, k, v)
        return self.to_out(out.transpose(1, 2).flatten(2))


class TransformerBlock(nn.Module):
    def __init__(self, dim, context_dim, n_heads, d_head):
        super().__init__()
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(dim), nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn1 = CrossAttention(dim, dim, n_heads, d_head)
        self.attn2 = CrossAttention(dim, context_dim, n_heads, d_head)
        self.ff = nn.Sequential(nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))

    def forward(self, x, context):
        x = x + self.attn1(self.norm1(x))
        x = x + self.attn2(self.norm2(x), context)
        return x + self.ff(self.norm3(x))


class SpatialTransformer(nn.Module):
    def __init__(self, in_channels, n_heads, d_head, context_dim):
        super().__init__()
        inner_dim = n_heads * d_head
        self.norm = nn.GroupNorm(8, in_channels)
        self.proj_in = nn.Conv2d(in_channels, inner_dim, 1)
        self.block = TransformerBlock(inner_dim, context_dim, n_heads, d_head)
        self.proj_out = nn.Conv2d(inner_dim, in_channels, 1)

    def forward(self, hidden, context):
        batch, channel, height, width = hidden.shape
        residual = hidden
        hidden = self.proj_in(self.norm(hidden))
        hidden = hidden.permute(0, 2, 3, 1).reshape(batch, height * width, channel)
        hidden = self.block(hidden, context)
        hidden = hidden.reshape(batch, height, width, channel).permute(0, 3, 1, 2)
        return self.proj_out(hidden) + residual


class TextToIconNet(nn.Module):
    def __init__(self, width=32, n_heads=4, d_head=16, context_dim=24, n_words=50):
        super().__init__()
        self.words = nn.Embedding(n_words, context_dim)
        self.time = nn.Linear(1, width)
        self.conv_in = nn.Conv2d(4, width, 3, padding=1)
        self.down = nn.Conv2d(width, width, 3, stride=2, padding=1)
        self.attention = SpatialTransformer(width, n_heads, d_head, context_dim)
        self.up = nn.ConvTranspose2d(width, width, 2, stride=2)
        self.conv_out = nn.Conv2d(2 * width, 4, 3, padding=1)

    def forward(self, z, t, tokens):
        fine = F.silu(self.conv_in(z) + self.time(t[:, None])[:, :, None, None])
        coarse = self.attention(self.down(fine), self.words(tokens))
        return self.conv_out(torch.cat([fine, self.up(coarse)], dim=1))


# latents of 16x16 icons with captions of seven words
latents = torch.randn(32, 4, 16, 16)
captions = torch.randint(0, 50, (32, 7))
loader = DataLoader(TensorDataset(latents, captions), batch_size=8, shuffle=True)
unet = TextToIconNet()
optimizer = torch.optim.AdamW(unet.parameters(), lr=1e-3)
for z0, tokens in loader:
    t = torch.rand(len(z0))
    noise = torch.randn_like(z0)
    mix = t[:, None, None, None]
    loss = F.mse_loss(unet((1 - mix) * z0 + mix * noise, t, tokens), noise - z0)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.3f}")

with torch.no_grad():
    z, tokens = torch.randn(2, 4, 16, 16), captions[:2]
    for k in range(10, 0, -1):
        z = z - 0.1 * unet(z, torch.full((2,), k / 10), tokens)
print("sampled", tuple(z.shape))
