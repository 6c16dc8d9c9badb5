import torch
from torch import nn


class gsmModule(nn.Module):
    """Gates the channels and moves one half a frame forward, the other a frame back."""

    def __init__(self, fPlane, num_segments):
        super().__init__()
        self.fPlane = fPlane
        self.num_segments = num_segments
        self.bn = nn.BatchNorm3d(fPlane)
        self.conv3D = nn.Conv3d(fPlane, 2, 3, padding=1, groups=2)

    def lshift(self, x):
        return torch.cat([x[:, :, 1:], torch.zeros_like(x[:, :, :1])], dim=2)

    def rshift(self, x):
        return torch.cat([torch.zeros_like(x[:, :, :1]), x[:, :, :-1]], dim=2)

    def forward(self, x):
        c, h, w = x.shape[1:]
        x = x.view(-1, self.num_segments, c, h, w).permute(0, 2, 1, 3, 4)
        gate = torch.tanh(self.conv3D(torch.relu(self.bn(x))))
        x1, x2 = x[:, : c // 2], x[:, c // 2:]
        y1, y2 = gate[:, :1] * x1, gate[:, 1:] * x2
        y1 = self.lshift(y1) + (x1 - y1)
        y2 = self.rshift(y2) + (x2 - y2)
        y = torch.cat([y1, y2], dim=1)
        return y.permute(0, 2, 1, 3, 4).reshape(-1, c, h, w)
