import torch
from torch import nn


class Mlp(nn.Module):
    def __init__(self, dim, hidden, num_expert=1, part_features=0):
        super().__init__()
        self.fc1 = nn.Linear(dim, hidden)
        self.fc2 = nn.Linear(hidden, dim - part_features)
        if part_features:
            self.experts = nn.ModuleList(nn.Linear(hidden, part_features) for _ in range(num_expert))

    def forward(self, x, source):
        x = nn.functional.gelu(self.fc1(x))
        if hasattr(self, "experts"):
            return torch.cat([self.fc2(x), self.experts[source](x)], dim=-1)
        return self.fc2(x)


class Block(nn.Module):
    def __init__(self, dim, heads, **moe):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.mlp = Mlp(dim, dim * 4, **moe)

    def forward(self, x, source):
        h = self.norm1(x)
        x = x + self.attn(h, h, h, need_weights=False)[0]
        return x + self.mlp(self.norm2(x), source)


class ViTPose(nn.Module):
    def __init__(self, joints=133, dim=48, depth=2, grid=(8, 6), source=0, **moe):
        super().__init__()
        self.grid, self.source = grid, source
        self.patch_embed = nn.Conv2d(3, dim, 16, 16)
        self.pos_embed = nn.Parameter(torch.zeros(1, grid[0] * grid[1], dim))
        self.blocks = nn.ModuleList(Block(dim, 4, **moe) for _ in range(depth))
        self.keypoint_head = nn.Sequential(nn.ConvTranspose2d(dim, 32, 4, 2, 1), nn.ReLU(), nn.Conv2d(32, joints, 1))

    def forward(self, x):
        x = self.patch_embed(x).flatten(2).transpose(1, 2) + self.pos_embed
        for block in self.blocks:
            x = block(x, self.source)
        return self.keypoint_head(x.transpose(1, 2).unflatten(2, self.grid))
