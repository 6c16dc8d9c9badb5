import torch
import torch.nn as nn
import torch.nn.functional as F

MODEL_CONFIGS = {
    "vit_tiny": {"embed_dim": 48, "depth": 2, "num_heads": 3},
    "vit_small": {"embed_dim": 96, "depth": 3, "num_heads": 6},
}


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


class VisionTransformer(nn.Module):
    """Turns a feature map of any size into one of the same size."""

    def __init__(self, model_name, input_dim, patch_size=8):
        super().__init__()
        cfg = MODEL_CONFIGS[model_name]
        self.embed_dim, self.patch_size = cfg["embed_dim"], patch_size
        self.patch_embed = nn.Conv2d(input_dim, self.embed_dim, patch_size, patch_size)
        self.pos_embed = nn.Parameter(torch.zeros(1, 256, self.embed_dim))
        self.blks = nn.ModuleList(Block(self.embed_dim, cfg["num_heads"]) for _ in range(cfg["depth"]))
        self.up = nn.ConvTranspose2d(self.embed_dim, input_dim, patch_size, patch_size)

    def interpolate_pos_embed(self, h, w):
        side = int(self.pos_embed.shape[1] ** 0.5)
        pos = self.pos_embed.reshape(1, side, side, -1).permute(0, 3, 1, 2)
        return F.interpolate(pos, size=(h, w), mode="bicubic", align_corners=False).flatten(2).transpose(1, 2)

    def forward(self, x):
        x = self.patch_embed(x)
        b, c, h, w = x.shape
        x = x.flatten(2).transpose(1, 2) + self.interpolate_pos_embed(h, w)
        for blk in self.blks:
            x = blk(x)
        return self.up(x.transpose(1, 2).reshape(b, c, h, w))
