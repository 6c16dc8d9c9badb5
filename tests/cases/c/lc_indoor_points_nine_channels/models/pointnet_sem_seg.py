import torch
from torch import nn

from .pointnet_utils import PointEncoder


class PointNetSeg(nn.Module):
    def __init__(self, num_class, with_rgb=True):
        super().__init__()
        channel = 6 if with_rgb else 3
        self.feat = PointEncoder(channel)
        self.conv1 = nn.Conv1d(64 + 256, 128, 1)
        self.bn1 = nn.BatchNorm1d(128)
        self.conv2 = nn.Conv1d(128, num_class, 1)

    def forward(self, x):
        local, whole = self.feat(x)
        x = torch.cat([local, whole.unsqueeze(2).expand(-1, -1, x.size(2))], dim=1)
        x = self.conv2(torch.relu(self.bn1(self.conv1(x))))
        return torch.log_softmax(x.transpose(2, 1), dim=-1)
