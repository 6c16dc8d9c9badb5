import torch
import torch.nn.functional as F
from torch import nn

from backbones import build_backbone


def resize_to(x, ref):
    return F.interpolate(x, size=ref.shape[2:], mode="bilinear", align_corners=True)


class BasicDecBlk(nn.Module):
    def __init__(self, in_channels, out_channels, inter_channels=8):
        super().__init__()
        self.conv_in = nn.Conv2d(in_channels, inter_channels, 3, 1, 1)
        self.bn_in = nn.BatchNorm2d(inter_channels)
        self.conv_out = nn.Conv2d(inter_channels, out_channels, 3, 1, 1)

    def forward(self, x):
        return self.conv_out(self.bn_in(self.conv_in(x)).relu())


class BiRefNet(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.bb = build_backbone(config.bb)
        ch = config.lateral_channels_in_collection
        self.squeeze_module = BasicDecBlk(ch[0] + sum(config.cxt), ch[0])
        self.decoder = nn.ModuleList(BasicDecBlk(i, o) for i, o in zip(ch[:-1], ch[1:]))
        self.conv_out = nn.Conv2d(ch[-1], 1, 1)

    def two_scales(self, feats, x):
        small = self.bb(F.interpolate(x, scale_factor=0.5, mode="bilinear", align_corners=True))
        return [torch.cat([f, resize_to(s, f)], dim=1) for f, s in zip(feats, small)]

    def forward_enc(self, x):
        feats = self.bb(x)
        if self.config.bb.startswith("swin") and self.config.mul_scl_ipt == "cat":
            feats = self.two_scales(feats, x)
        x1, x2, x3, x4 = feats
        if self.config.cxt:
            context = [resize_to(f, x4) for f in (x1, x2, x3)[-len(self.config.cxt):]]
            x4 = torch.cat(context + [x4], dim=1)
        return x1, x2, x3, x4

    def forward(self, x):
        x1, x2, x3, x4 = self.forward_enc(x)
        p = self.squeeze_module(x4)
        for block, lateral in zip(self.decoder, (x3, x2, x1)):
            p = resize_to(block(p), lateral) + lateral
        return resize_to(self.conv_out(p), x)
