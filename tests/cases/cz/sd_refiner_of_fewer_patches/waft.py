import torch
import torch.nn as nn
import torch.nn.functional as F

from vit import VisionTransformer


def coords_grid(b, h, w):
    ys, xs = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
    return torch.stack([xs, ys]).float()[None].repeat(b, 1, 1, 1)


def warp(feat, flow):
    """Samples feat at the places to which the flow points."""
    b, _, h, w = feat.shape
    xy = coords_grid(b, h, w) + flow
    grid = torch.stack([2 * xy[:, 0] / (w - 1) - 1, 2 * xy[:, 1] / (h - 1) - 1], dim=-1)
    return F.grid_sample(feat, grid, align_corners=True)


class WAFT(nn.Module):
    def __init__(self, feature_dim=16, refine_name="vit_tiny", iters=2):
        super().__init__()
        self.iters, hidden = iters, 32
        self.encoder = nn.Sequential(
            nn.Conv2d(3, feature_dim, 7, 2, 3), nn.ReLU(), nn.Conv2d(feature_dim, feature_dim, 3, 1, 1)
        )
        self.warp_linear = nn.Conv2d(2 * feature_dim + 2, hidden, 1)
        self.refine_net = VisionTransformer(refine_name, hidden)
        self.flow_head = nn.Conv2d(hidden, 2, 3, padding=1)

    def forward(self, image1, image2):
        fmap1, fmap2 = self.encoder(image1), self.encoder(image2)
        flow = torch.zeros(image1.shape[0], 2, *fmap1.shape[-2:])
        for _ in range(self.iters):
            inp = self.warp_linear(torch.cat([fmap1, warp(fmap2, flow), flow], dim=1))
            flow = flow + self.flow_head(inp + self.refine_net(inp))
        return 2 * F.interpolate(flow, scale_factor=2, mode="bilinear", align_corners=True)
