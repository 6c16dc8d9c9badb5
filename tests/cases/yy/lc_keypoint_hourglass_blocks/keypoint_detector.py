import torch
import torch.nn.functional as F
from torch import nn

from hourglass import Hourglass


class KPDetector(nn.Module):
    def __init__(self, num_channels, num_kp, temperature, block_expansion, max_features, num_blocks, scale_factor):
        super().__init__()
        self.predictor = Hourglass(block_expansion, num_channels, num_blocks, max_features)
        self.kp = nn.Conv2d(self.predictor.out_filters, num_kp, 7, padding=3)
        self.temperature = temperature
        self.scale_factor = scale_factor

    def forward(self, x):
        x = F.interpolate(x, scale_factor=self.scale_factor, mode="bilinear")
        prediction = self.kp(self.predictor(x))
        b, k, h, w = prediction.shape
        heatmap = F.softmax(prediction.view(b, k, -1) / self.temperature, dim=2).view(b, k, h, w)
        ys, xs = torch.linspace(-1, 1, h), torch.linspace(-1, 1, w)
        return torch.stack([(heatmap.sum(2) * xs).sum(-1), (heatmap.sum(3) * ys).sum(-1)], dim=-1)
