import torch
from torch import nn

cfg = {
    "num_group": 64,
    "group_size": 16,
    "transformer": {"trans_dim": 512, "depth": 2, "num_heads": 6, "encoder_dims": 512},
    "cls_dim": 15,
}


class Attention(nn.Module):
    def __init__(self, dim, num_heads=8, qkv_bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.scale = (dim // num_heads) ** -0.5
        self.qkv = nn.Linear(dim, dim * 3, bias=qkv_bias)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        B, N, C = x.shape
        heads = self.qkv(x).reshape(B, N, 3, self.num_heads, C // self.num_heads)
        q, k, v = heads.permute(2, 0, 3, 1, 4)
        att = (q @ k.transpose(-2, -1) * self.scale).softmax(dim=-1)
        return self.proj((att @ v).transpose(1, 2).reshape(B, N, C))


class Block(nn.Module):
    def __init__(self, dim, num_heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = Attention(dim, num_heads=num_heads)
        self.mlp = nn.Sequential(nn.Linear(dim, dim), nn.GELU(), nn.Linear(dim, dim))

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PointTransformer(nn.Module):
    def __init__(self, config):
        super().__init__()
        t = config["transformer"]
        self.encoder = nn.Sequential(nn.Linear(3, 64), nn.ReLU(), nn.Linear(64, t["encoder_dims"]))
        self.cls_token = nn.Parameter(torch.zeros(1, 1, t["trans_dim"]))
        self.blocks = nn.ModuleList(Block(t["trans_dim"], t["num_heads"]) for _ in range(t["depth"]))
        self.head = nn.Linear(t["trans_dim"], config["cls_dim"])

    def forward(self, groups):
        tokens = self.encoder(groups).amax(dim=2)
        x = torch.cat([self.cls_token.expand(len(tokens), -1, -1), tokens], dim=1)
        for blk in self.blocks:
            x = blk(x)
        return self.head(x[:, 0])


cloud = torch.randn(2, cfg["num_group"], cfg["group_size"], 3)
logits = PointTransformer(cfg)(cloud)
print(nn.functional.cross_entropy(logits, torch.tensor([4, 9])).item())
