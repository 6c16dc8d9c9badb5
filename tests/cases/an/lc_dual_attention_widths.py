import torch
from torch import nn


def window_partition(x, ws):
    b, h, w, c = x.shape
    x = x.view(b, h // ws, ws, w // ws, ws, c)
    return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, ws * ws, c)


def window_reverse(windows, ws, h, w):
    b = windows.shape[0] // (h * w // ws // ws)
    x = windows.view(b, h // ws, w // ws, ws, ws, -1)
    return x.permute(0, 1, 3, 2, 4, 5).reshape(b, h, w, -1)


class WindowAttention(nn.Module):
    def __init__(self, dim, num_heads):
        super().__init__()
        self.num_heads = num_heads
        self.scale = (dim // num_heads) ** -0.5
        self.qkv = nn.Linear(dim, dim * 3)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        B_, N, C = x.shape
        qkv = self.qkv(x).reshape(B_, N, 3, self.num_heads, C // self.num_heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        attn = (q * self.scale @ k.transpose(-2, -1)).softmax(dim=-1)
        return self.proj((attn @ v).transpose(1, 2).reshape(B_, N, C))


class SpatialBlock(nn.Module):
    def __init__(self, dim, num_heads, window_size=7):
        super().__init__()
        self.ws = window_size
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = WindowAttention(dim, num_heads)
        self.mlp = nn.Sequential(nn.Linear(dim, dim * 2), nn.GELU(), nn.Linear(dim * 2, dim))

    def forward(self, x):
        h, w = x.shape[1:3]
        windows = window_partition(self.norm1(x), self.ws)
        x = x + window_reverse(self.attn(windows), self.ws, h, w)
        return x + self.mlp(self.norm2(x))


class DaViT(nn.Module):
    def __init__(
        self,
        num_classes=10,
        embed_dims=(64, 128),
        num_heads=(3, 6),
        patch_sizes=(4, 2),
    ):
        super().__init__()
        self.patch_embeds, self.main_blocks = nn.ModuleList(), nn.ModuleList()
        c_in = 3
        for dim, heads, patch in zip(embed_dims, num_heads, patch_sizes):
            self.patch_embeds.append(nn.Conv2d(c_in, dim, patch, patch))
            self.main_blocks.append(SpatialBlock(dim, heads))
            c_in = dim
        self.head = nn.Linear(c_in, num_classes)

    def forward(self, x):
        for embed, block in zip(self.patch_embeds, self.main_blocks):
            x = block(embed(x).permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return self.head(x.mean(dim=(2, 3)))


model = DaViT()
opt = torch.optim.AdamW(model.parameters(), 1e-3)
for _ in range(3):
    logits = model(torch.randn((1, 3, 224, 224)))
    loss = nn.functional.cross_entropy(logits, torch.tensor([4]))
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss.item())
