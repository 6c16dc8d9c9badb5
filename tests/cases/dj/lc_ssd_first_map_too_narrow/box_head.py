import torch
from torch import nn


class SSDBoxPredictor(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.num_classes = cfg["num_classes"]
        self.cls_headers = nn.ModuleList(
            nn.Conv2d(channels, boxes * self.num_classes, 3, 1, 1)
            for boxes, channels in zip(cfg["boxes_per_location"], cfg["out_channels"]))

    def forward(self, features):
        cls_logits = []
        for feature, cls_header in zip(features, self.cls_headers):
            cls_logits.append(cls_header(feature).permute(0, 2, 3, 1).flatten(1))
        return torch.cat(cls_logits, dim=1).view(len(features[0]), -1, self.num_classes)
