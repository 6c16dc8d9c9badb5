import torch
from torch import nn

from blocks import Block


class Group(nn.Module):
    """Random centres with their nearest neighbours."""

    def __init__(self, num_group, group_size):
        super().__init__()
        self.num_group, self.group_size = num_group, group_size

    def forward(self, xyz):
        center = xyz[:, torch.randperm(xyz.size(1))[:self.num_group]]
        idx = torch.cdist(center, xyz).topk(self.group_size, largest=False).indices
        rows = torch.arange(xyz.size(0))[:, None, None]
        return xyz[rows, idx] - center.unsqueeze(2), center


class Encoder(nn.Module):
    def __init__(self, encoder_channel):
        super().__init__()
        self.first_conv = nn.Sequential(nn.Linear(3, 64), nn.ReLU(), nn.Linear(64, encoder_channel))

    def forward(self, groups):
        return self.first_conv(groups).amax(dim=2)


class PointTransformer(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.group_divider = Group(cfg.num_group, cfg.group_size)
        self.encoder = Encoder(cfg.encoder_dims)
        self.pos_embed = nn.Sequential(nn.Linear(3, 64), nn.GELU(), nn.Linear(64, cfg.trans_dim))
        self.blocks = nn.ModuleList(Block(cfg.trans_dim, cfg.num_heads) for _ in range(cfg.depth))
        self.norm = nn.LayerNorm(cfg.trans_dim)
        self.cls_head = nn.Linear(cfg.trans_dim, cfg.cls_dim)

    def forward(self, pts):
        neighborhood, center = self.group_divider(pts)
        x = self.encoder(neighborhood) + self.pos_embed(center)
        for block in self.blocks:
            x = block(x)
        return self.cls_head(self.norm(x).mean(1))
