import torch
import torch.nn.functional as F
from torch import nn

from layers import ConvModule


class Stage(nn.Module):
    def __init__(self, in_channels, dim, heads, stride):
        super().__init__()
        self.patch_embed = nn.Conv2d(in_channels, dim, stride + 1, stride=stride, padding=stride // 2)
        self.norm = nn.LayerNorm(dim)
        self.block = nn.TransformerEncoderLayer(dim, heads, 2 * dim, dropout=0.0, batch_first=True, norm_first=True)

    def forward(self, x):
        x = self.patch_embed(x)
        size = x.shape[-2:]
        x = self.block(self.norm(x.flatten(2).transpose(1, 2)))
        return x.transpose(1, 2).unflatten(2, size)


class MixTransformer(nn.Module):
    def __init__(self, embed_dims, num_heads):
        super().__init__()
        dims = (3,) + tuple(embed_dims)
        strides = (4, 2, 2)
        self.stages = nn.ModuleList(
            Stage(dims[i], dims[i + 1], num_heads[i], strides[i]) for i in range(len(embed_dims))
        )

    def forward(self, x):
        outs = []
        for stage in self.stages:
            x = stage(x)
            outs.append(x)
        return outs


class SegformerHead(nn.Module):
    def __init__(self, in_channels, channels, num_classes, norm_cfg):
        super().__init__()
        self.convs = nn.ModuleList(ConvModule(c, channels, 1, norm_cfg) for c in in_channels)
        self.fusion_conv = ConvModule(channels * len(in_channels), channels, 1, norm_cfg)
        self.conv_seg = nn.Conv2d(channels, num_classes, 1)

    def forward(self, feats):
        size = feats[0].shape[-2:]
        outs = [F.interpolate(conv(f), size=size, mode="bilinear") for conv, f in zip(self.convs, feats)]
        return self.conv_seg(self.fusion_conv(torch.cat(outs, dim=1)))


class EncoderDecoder(nn.Module):
    def __init__(self, backbone, decode_head):
        super().__init__()
        self.backbone = MixTransformer(**backbone)
        self.decode_head = SegformerHead(**decode_head)

    def forward(self, img):
        seg = self.decode_head(self.backbone(img))
        return F.interpolate(seg, size=img.shape[-2:], mode="bilinear")
