import torch
from torch import nn


class PointStage(nn.Module):
    def __init__(self, dims):
        super().__init__()
        layers = []
        for a, b in zip(dims[:-1], dims[1:]):
            layers += [nn.Linear(a, b, bias=False), nn.LayerNorm(b), nn.LeakyReLU()]
        self.mlp = nn.Sequential(*layers)

    def forward(self, pos, x, segment):
        n = int(segment.max()) + 1
        count = torch.zeros(n).index_add(0, segment, torch.ones(len(segment))).clamp(min=1)
        center = torch.zeros(n, 3).index_add(0, segment, pos) / count[:, None]
        offset = pos - center[segment]
        diameter = torch.zeros(n).scatter_reduce(0, segment, offset.norm(dim=1), "amax")[segment]
        x = torch.cat([offset / (diameter[:, None] + 1e-3), diameter[:, None], x], dim=1)
        x = self.mlp(x)
        return torch.zeros(n, x.size(1)).index_add(0, segment, x) / count[:, None]


class SPT(nn.Module):
    def __init__(self, point_mlp, num_classes):
        super().__init__()
        self.first_stage = PointStage(point_mlp)
        self.head = nn.Linear(point_mlp[-1], num_classes)

    def forward(self, pos, x, segment):
        return self.head(self.first_stage(pos, x, segment))
