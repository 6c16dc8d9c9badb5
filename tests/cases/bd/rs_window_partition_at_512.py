import torch
from torch import nn


def window_partition(x, window_size):
    B, H, W, C = x.shape
    x = x.view(B, H // window_size, window_size, W // window_size, window_size, C)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, window_size * window_size, C)


def window_reverse(windows, window_size, H, W):
    B = windows.shape[0] // (H * W // window_size // window_size)
    x = windows.view(B, H // window_size, W // window_size, window_size, window_size, -1)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(B, H, W, -1)


class SwinBlock(nn.Module):
    def __init__(self, dim, num_heads, window_size=7, shift_size=0):
        super().__init__()
        self.window_size, self.shift_size = window_size, shift_size
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, num_heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, x):
        H, W = x.shape[1:3]
        h = torch.roll(self.norm1(x), (-self.shift_size, -self.shift_size), dims=(1, 2))
        windows = window_partition(h, self.window_size)
        windows = self.attn(windows, windows, windows, need_weights=False)[0]
        h = window_reverse(windows, self.window_size, H, W)
        x = x + torch.roll(h, (self.shift_size, self.shift_size), dims=(1, 2))
        return x + self.mlp(self.norm2(x))


class PatchMerging(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.reduction = nn.Linear(4 * dim, 2 * dim, bias=False)

    def forward(self, x):
        parts = [x[:, i::2, j::2] for j in (0, 1) for i in (0, 1)]
        return self.reduction(torch.cat(parts, dim=-1))


class SwinTransformer(nn.Module):
    def __init__(self, num_classes, embed_dim=16, depths=(2, 2, 2), num_heads=(2, 4, 8), window_size=7):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, embed_dim, 4, 4)
        self.layers = nn.ModuleList()
        for i, (depth, heads) in enumerate(zip(depths, num_heads)):
            dim = embed_dim * 2 ** i
            blocks = [SwinBlock(dim, heads, window_size, 0 if k % 2 == 0 else window_size // 2) for k in range(depth)]
            self.layers.append(nn.Sequential(*blocks, PatchMerging(dim) if i < len(depths) - 1 else nn.Identity()))
        self.head = nn.Linear(embed_dim * 2 ** (len(depths) - 1), num_classes)

    def forward(self, x):
        x = self.patch_embed(x).permute(0, 2, 3, 1)
        for layer in self.layers:
            x = layer(x)
        return self.head(x.mean((1, 2)))


config = {"IMG_SIZE": 512, "NUM_CLASSES": 6, "BATCH_SIZE": 1}
model = SwinTransformer(config["NUM_CLASSES"])
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4, weight_decay=0.05)
images = torch.rand(config["BATCH_SIZE"], 3, config["IMG_SIZE"], config["IMG_SIZE"])
loss = nn.functional.cross_entropy(model(images), torch.tensor([2]))
loss.backward()
optimizer.step()
print("fine-tuning loss", loss.item())
