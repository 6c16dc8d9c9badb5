import torch
from torch import nn


class GlobalStyleTransformer(nn.Module):
    """Scales and shifts the normalised picture features by what the sentence asks for."""

    def __init__(self, feature_size, text_feature_size):
        super().__init__()
        self.global_transform = nn.Linear(text_feature_size, feature_size * 2)
        self.gate = nn.Sequential(
            nn.Conv2d(feature_size, feature_size, 1), nn.BatchNorm2d(feature_size), nn.Sigmoid())

    def forward(self, normed_x, t):
        gamma, beta = self.global_transform(t).chunk(2, dim=1)
        gamma, beta = gamma[:, :, None, None], beta[:, :, None, None]
        styled = gamma * normed_x + beta
        g = self.gate(normed_x)
        return g * styled + (1 - g) * normed_x
