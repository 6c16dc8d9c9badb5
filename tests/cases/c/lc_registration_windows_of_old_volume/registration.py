import torch
import torch.nn.functional as F
from torch import nn

from swin import SwinBlock


class Registration(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        dim, p = cfg["embed_dim"], cfg["patch_size"]
        self.patch_embed = nn.Conv3d(cfg["in_chans"], dim, p, p)
        self.stages = nn.ModuleList(SwinBlock(dim, cfg["num_heads"], cfg["window_size"]) for _ in range(2))
        self.flow = nn.Conv3d(dim, 3, 3, padding=1)

    def forward(self, moving, fixed):
        x = self.patch_embed(torch.cat([moving, fixed], dim=1)).permute(0, 2, 3, 4, 1)
        for stage in self.stages:
            x = stage(x)
        flow = F.interpolate(self.flow(x.permute(0, 4, 1, 2, 3)), size=moving.shape[2:], mode="trilinear")
        theta = torch.eye(3, 4)[None].expand(len(moving), -1, -1)
        grid = F.affine_grid(theta, moving.shape, align_corners=False)
        return F.grid_sample(moving, grid + flow.permute(0, 2, 3, 4, 1), align_corners=False), flow
