import torch
from torch import nn


class SUPPORT(nn.Module):
    """Predicts the middle frame of a stack: neighbouring frames through a small net,
    the middle frame only through dilated convolutions that do not see the pixel itself."""

    def __init__(self, in_channels, mid_channels=16, bs_size=3, dilations=(1, 2, 4, 8)):
        super().__init__()
        self.in_channels = in_channels
        self.temporal = nn.Sequential(
            nn.Conv2d(in_channels - 1, mid_channels, 3, padding=1), nn.LeakyReLU(0.1),
            nn.Conv2d(mid_channels, mid_channels, 3, padding=1), nn.LeakyReLU(0.1),
        )
        self.dilations = [d for d in dilations if d > bs_size // 2]
        self.blind = nn.ParameterList(
            nn.Parameter(0.1 * torch.randn(mid_channels, 1, 3, 3)) for _ in self.dilations
        )
        self.register_buffer("hole", torch.tensor([[1.0, 1, 1], [1, 0, 1], [1, 1, 1]]))
        self.out_convs = nn.Sequential(
            nn.Conv2d(mid_channels * (1 + len(self.dilations)), 32, 1), nn.LeakyReLU(0.1),
            nn.Conv2d(32, 1, 1),
        )

    def forward(self, x):
        mid = self.in_channels // 2
        rest = torch.cat([x[:, :mid], x[:, mid + 1:]], dim=1)
        feats = [self.temporal(rest)]
        for w, d in zip(self.blind, self.dilations):
            feats.append(nn.functional.conv2d(x[:, mid:mid + 1], w * self.hole, padding=d, dilation=d))
        return self.out_convs(torch.cat(feats, dim=1))
