import torch
from torch import nn


class PointEncoder(nn.Module):
    def __init__(self, channel):
        super().__init__()
        self.conv1 = nn.Conv1d(channel, 64, 1)
        self.conv2 = nn.Conv1d(64, 256, 1)
        self.bn1, self.bn2 = nn.BatchNorm1d(64), nn.BatchNorm1d(256)

    def forward(self, x):
        local = torch.relu(self.bn1(self.conv1(x)))
        whole = self.bn2(self.conv2(local)).max(dim=2).values
        return local, whole
