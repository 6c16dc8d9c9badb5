import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, dim, num_heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, num_heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, x):
        y = self.norm1(x)
        x = x + self.attn(y, y, y, need_weights=False)[0]
        return x + self.mlp(self.norm2(x))


class DinoVisionTransformer(nn.Module):
    """From block alt_start on, every second block attends across all views of a scene (global attention)."""

    def __init__(self, embed_dim, depth, num_heads, out_layers, alt_start=-1, cat_token=True, patch_size=14):
        super().__init__()
        self.patch_size, self.out_layers = patch_size, out_layers
        self.alt_start, self.cat_token = alt_start, cat_token
        self.patch_embed = nn.Conv2d(3, embed_dim, patch_size, patch_size)
        self.camera_token = nn.Parameter(torch.zeros(1, 1, embed_dim))
        self.blocks = nn.ModuleList(Block(embed_dim, num_heads) for _ in range(depth))
        self.norm = nn.LayerNorm(embed_dim)

    def forward(self, images):
        b, s = images.shape[:2]
        x = self.patch_embed(images.flatten(0, 1)).flatten(2).transpose(1, 2)
        x = torch.cat([self.camera_token.expand(b * s, -1, -1), x], dim=1)
        local_x, outputs = x, []
        for i, blk in enumerate(self.blocks):
            if self.alt_start >= 0 and i >= self.alt_start and i % 2 == 1:
                x = blk(x.reshape(b, -1, x.shape[-1])).reshape(x.shape)
            else:
                x = blk(x)
                local_x = x
            if i in self.out_layers:
                out = torch.cat([local_x, self.norm(x)], dim=-1) if self.cat_token else self.norm(x)
                outputs.append(out[:, 1:])
        return outputs
