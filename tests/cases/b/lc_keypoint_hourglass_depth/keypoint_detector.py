import torch
from torch import nn

from hourglass import Hourglass


class KPDetector(nn.Module):
    def __init__(self, block_expansion, num_kp, num_channels, max_features, num_blocks, temperature):
        super().__init__()
        self.predictor = Hourglass(block_expansion, num_channels, num_blocks, max_features)
        self.kp = nn.Conv2d(self.predictor.out_filters, num_kp, kernel_size=7, padding=3)
        self.temperature = temperature

    def forward(self, x):
        prediction = self.kp(self.predictor(x))
        n, k, h, w = prediction.shape
        heatmap = (prediction.view(n, k, -1) / self.temperature).softmax(dim=2).view(n, k, h, w)
        ys, xs = torch.linspace(-1, 1, h), torch.linspace(-1, 1, w)
        value = torch.stack([(heatmap.sum(2) * xs).sum(-1), (heatmap.sum(3) * ys).sum(-1)], dim=-1)
        return {"value": value, "heatmap": heatmap}
