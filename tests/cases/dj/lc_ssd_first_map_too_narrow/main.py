import torch
from torch import nn

from backbone import ResNet
from box_head import SSDBoxPredictor
from config import cfg


class SSDDetector(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.backbone = ResNet()
        self.box_head = SSDBoxPredictor(cfg)

    def forward(self, images):
        return self.box_head(self.backbone(images))


model = SSDDetector(cfg)
cls_logits = model(torch.rand(2, 3, cfg["image_size"], cfg["image_size"]))
labels = torch.zeros(cls_logits.shape[:2], dtype=torch.long)
print("cls loss", nn.functional.cross_entropy(cls_logits.flatten(0, 1), labels.flatten()).item())
