import torch
from torch import nn


class RegressionNetwork(nn.Module):
    def __init__(self, backbone_width, num_attributes=11):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, backbone_width, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(backbone_width, backbone_width * 2, 3, 2, 1), nn.ReLU(),
        )
        self.neck = nn.Linear(backbone_width * 2, 64)
        self.head = nn.Linear(64, num_attributes)

    def forward(self, x):
        x = self.backbone(x).mean((2, 3))
        return torch.sigmoid(self.head(torch.relu(self.neck(x))))
