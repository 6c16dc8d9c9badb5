import torch
from torch import nn


class PositionBias(nn.Module):
    """A small network that turns relative coordinates into a bias per head."""

    def __init__(self, heads, window):
        super().__init__()
        self.cpb_mlp = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, heads, bias=False))
        axis = torch.arange(window).float()
        points = torch.stack(torch.meshgrid(axis, axis, indexing="ij"), -1).view(-1, 2)
        self.register_buffer("relative", points[:, None] - points[None], persistent=False)

    def forward(self):
        return self.cpb_mlp(self.relative).permute(2, 0, 1)


class Block(nn.Module):
    def __init__(self, dim, heads, window):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(dim)
        self.qkv, self.proj = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.pos_emb_funct = PositionBias(heads, window)

    def forward(self, x):
        b, n, c = x.shape
        q, k, v = self.qkv(self.norm(x)).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        attn = q @ k.transpose(-2, -1) * q.shape[-1] ** -0.5 + self.pos_emb_funct()
        return x + self.proj((attn.softmax(-1) @ v).transpose(1, 2).reshape(b, n, c))


class HierarchicalViT(nn.Module):
    def __init__(self, dim, depths, num_heads, num_classes):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, dim, 16, 16)
        self.levels, self.windows = nn.ModuleList(), (14, 7)
        for i, (depth, heads) in enumerate(zip(depths, num_heads)):
            blocks = [Block(dim * 2 ** i, heads, self.windows[i]) for _ in range(depth)]
            self.levels.append(nn.Sequential(*blocks))
        self.down = nn.Conv2d(dim, 2 * dim, 2, 2)
        self.head = nn.Linear(2 * dim, num_classes)

    def forward(self, x):
        x = self.patch_embed(x)
        for i, level in enumerate(self.levels):
            x = self.down(x) if i else x
            h = level(x.flatten(2).transpose(1, 2))
            x = h.transpose(1, 2).view_as(x)
        return self.head(x.mean((2, 3)))
