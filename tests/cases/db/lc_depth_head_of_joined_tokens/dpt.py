import torch.nn.functional as F
from torch import nn


class DPT(nn.Module):
    def __init__(self, dim_in, features, out_channels, patch_size=14):
        super().__init__()
        self.patch_size = patch_size
        self.norm = nn.LayerNorm(dim_in)
        self.projects = nn.ModuleList(nn.Conv2d(dim_in, c, 1) for c in out_channels)
        self.layer_rn = nn.ModuleList(nn.Conv2d(c, features, 3, padding=1, bias=False) for c in out_channels)
        self.output_conv = nn.Sequential(
            nn.Conv2d(features, features // 2, 3, padding=1), nn.ReLU(), nn.Conv2d(features // 2, 2, 1)
        )

    def forward(self, feats, h, w):
        ph, pw = h // self.patch_size, w // self.patch_size
        fused = 0
        for tokens, project, rn in zip(feats, self.projects, self.layer_rn):
            tokens = self.norm(tokens)
            maps = tokens.transpose(1, 2).reshape(len(tokens), -1, ph, pw)
            fused = fused + rn(project(maps))
        out = F.interpolate(self.output_conv(fused), size=(h, w), mode="bilinear", align_corners=True)
        return {"depth": out[:, 0].exp(), "depth_conf": out[:, 1].exp() + 1}
