from collections import OrderedDict

import torch
from torch import nn
from torchvision.models import resnet
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.ops import FeaturePyramidNetwork


class BackboneWithFPN(nn.Module):
    def __init__(self, backbone, return_layers, in_channels_list, out_channels):
        super().__init__()
        self.body = IntermediateLayerGetter(backbone, return_layers=return_layers)
        self.fpn = FeaturePyramidNetwork(in_channels_list, out_channels)
        self.out_channels = out_channels

    def forward(self, x):
        maps = self.body(x)
        return self.fpn(maps)


def resnet_fpn_backbone(backbone_name, out_channels=256):
    backbone = resnet.__dict__[backbone_name](weights=None)
    for name, parameter in backbone.named_parameters():
        if "layer2" not in name and "layer3" not in name and "layer4" not in name:
            parameter.requires_grad_(False)
    return_layers = {"layer1": "0", "layer2": "1", "layer3": "2", "layer4": "3"}
    in_channels_stage2 = 256
    in_channels_list = [
        in_channels_stage2,
        in_channels_stage2 * 2,
        in_channels_stage2 * 4,
        in_channels_stage2 * 8,
    ]
    return BackboneWithFPN(backbone, return_layers, in_channels_list, out_channels)


class ObjectnessHead(nn.Module):
    def __init__(self, in_channels, num_anchors=3):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, in_channels, 3, padding=1)
        self.logits = nn.Conv2d(in_channels, num_anchors, 1)

    def forward(self, features):
        return OrderedDict((k, self.logits(torch.relu(self.conv(f)))) for k, f in features.items())


backbone = resnet_fpn_backbone("resnet18", out_channels=64).eval()
head = ObjectnessHead(backbone.out_channels)
image = torch.rand(1, 3, 160, 192)
for level, scores in head(backbone(image)).items():
    print(level, tuple(scores.shape))
