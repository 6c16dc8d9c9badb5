import torch
from torch import nn


class FeatureExtractor(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.conv1 = nn.Conv2d(3, layers[0], 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(layers[0])
        self.layer1 = nn.Sequential(nn.Conv2d(layers[0], layers[1], 3, 2, 1), nn.ReLU())

    def forward(self, x):
        return self.layer1(torch.relu(self.bn1(self.conv1(x))))


class FastflowModel(nn.Module):
    """One affine coupling per step on top of frozen features."""

    def __init__(self, layers, flow_steps):
        super().__init__()
        self.feature_extractor = FeatureExtractor(layers)
        half = layers[1] // 2
        self.flows = nn.ModuleList(nn.Conv2d(half, 2 * half, 3, padding=1) for _ in range(flow_steps))
        for p in self.feature_extractor.parameters():
            p.requires_grad = False

    def forward(self, images):
        z, logdet = self.feature_extractor(images), 0.0
        for flow in self.flows:
            a, b = z.chunk(2, 1)
            s, t = flow(a).chunk(2, 1)
            s = torch.tanh(s)
            z = torch.cat([b * s.exp() + t, a], 1)
            logdet = logdet + s.flatten(1).sum(1)
        return z, logdet
