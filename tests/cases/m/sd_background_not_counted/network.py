import torch
from torch import nn


class BoxPredictor(nn.Module):
    def __init__(self, in_channels, num_classes):
        super().__init__()
        self.cls_score = nn.Linear(in_channels, num_classes)
        self.bbox_pred = nn.Linear(in_channels, num_classes * 4)

    def forward(self, x):
        return self.cls_score(x), self.bbox_pred(x)


class FasterRCNN(nn.Module):
    """The head of a detector on proposals that were cut out already; num_classes counts the background."""

    def __init__(self, num_classes, representation=64):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(4), nn.Flatten())
        self.box_head = nn.Sequential(nn.Linear(16 * 16, representation), nn.ReLU())
        self.box_predictor = BoxPredictor(representation, num_classes)

    def forward(self, proposals):
        return self.box_predictor(self.box_head(self.backbone(proposals)))
