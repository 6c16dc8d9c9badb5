import torch
from torch import nn

from configs import PRESETS
from dinov2 import DinoVisionTransformer
from dpt import DPT


class DepthAnything3Net(nn.Module):
    def __init__(self, net, head):
        super().__init__()
        self.backbone = DinoVisionTransformer(**net)
        self.head = DPT(**head)

    def forward(self, images):
        b, s, _, h, w = images.shape
        out = self.head(self.backbone(images), h, w)
        return {k: v.unflatten(0, (b, s)) for k, v in out.items()}


class LoadDepthAnythingV3Model:
    def loadmodel(self, model):
        preset = PRESETS[model]
        return (DepthAnything3Net(preset["net"], preset["head"]).eval(),)


class DepthAnythingV3:
    def process(self, model, images):
        """images: (batch, height, width, 3) between 0 and 1"""
        x = images.permute(0, 3, 1, 2)
        h, w = [max(14, round(n / 14) * 14) for n in x.shape[-2:]]
        x = nn.functional.interpolate(x, size=(h, w), mode="bilinear", align_corners=False)
        with torch.no_grad():
            depth = model(x.unsqueeze(1))["depth"][:, 0]
        depth = (depth - depth.amin()) / (depth.amax() - depth.amin() + 1e-6)
        return (1 - depth,)
