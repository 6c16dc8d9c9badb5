from torch import nn

from convnext import ConvNeXt
from fpn import FPN


class DenseHead(nn.Module):
    def __init__(self, in_channels, num_classes):
        super().__init__()
        self.cls = nn.Conv2d(in_channels, num_classes, 3, padding=1)

    def forward(self, feats):
        return [self.cls(f) for f in feats]


MODULES = {m.__name__: m for m in (ConvNeXt, FPN, DenseHead)}


def build(cfg):
    args = dict(cfg)
    return MODULES[args.pop("type")](**args)


class Detector(nn.Module):
    def __init__(self, backbone, neck, head):
        super().__init__()
        self.backbone, self.neck, self.head = build(backbone), build(neck), build(head)

    def forward(self, img):
        return self.head(self.neck(self.backbone(img)))
