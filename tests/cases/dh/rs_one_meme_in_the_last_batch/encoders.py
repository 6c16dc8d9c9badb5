import torch
from torch import nn


class ImageEncoder(nn.Module):
    """convolutional features pooled to num_output_features vectors per image: B x N x dim"""

    def __init__(self, dim=64, num_output_features=1):
        super().__init__()
        self.model = nn.Sequential(
            nn.Conv2d(3, 32, 5, 4, 2), nn.ReLU(),
            nn.Conv2d(32, dim, 3, 2, 1), nn.ReLU(),
        )
        self.pool = nn.AdaptiveAvgPool2d((num_output_features, 1))

    def forward(self, x):
        out = self.pool(self.model(x))
        return torch.flatten(out, start_dim=2).transpose(1, 2).contiguous()


class ProjectionEmbedding(nn.Module):
    def __init__(self, in_dim, out_dim):
        super().__init__()
        self.layers = nn.Linear(in_dim, out_dim)

    def forward(self, x):
        return self.layers(x)
