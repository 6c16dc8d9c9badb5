import torch
from torch import nn


class VisualEncoder(nn.Module):
    """Two stacked frames -> one vector per pair."""

    def __init__(self, out_dim):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(6, 16, 7, stride=2, padding=3), nn.ReLU(),
            nn.Conv2d(16, 32, 5, stride=2, padding=2), nn.ReLU(),
            nn.Conv2d(32, out_dim, 3, stride=2, padding=1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
        )

    def forward(self, first, second):
        feat = self.layers(torch.cat([first, second], dim=1))
        return feat.squeeze()


class InertialEncoder(nn.Module):
    def __init__(self, out_dim):
        super().__init__()
        self.rnn = nn.LSTM(6, out_dim, batch_first=True)

    def forward(self, imu):
        out, _ = self.rnn(imu)
        return out[:, -1]


class PoseNet(nn.Module):
    def __init__(self, visual_dim=48, imu_dim=16):
        super().__init__()
        self.visual = VisualEncoder(visual_dim)
        self.inertial = InertialEncoder(imu_dim)
        self.regressor = nn.Sequential(nn.Linear(visual_dim + imu_dim, 32), nn.ReLU(), nn.Linear(32, 6))

    def forward(self, first, second, imu):
        v = self.visual(first, second)
        i = self.inertial(imu)
        return 0.01 * self.regressor(torch.cat([v, i], dim=-1))
