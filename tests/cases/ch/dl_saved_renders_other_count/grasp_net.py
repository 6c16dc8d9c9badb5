import torch
from torch import nn


class GraspPointNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp = nn.Sequential(nn.Conv1d(3, 32, 1), nn.BatchNorm1d(32), nn.ReLU(), nn.Conv1d(32, 64, 1))
        self.head = nn.Linear(64, 1)

    def forward(self, pc):
        centered = pc - pc.mean(dim=1, keepdim=True)
        feature = self.mlp(centered.transpose(1, 2)).amax(dim=-1)
        return self.head(torch.relu(feature)).squeeze(-1)
