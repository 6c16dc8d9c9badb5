import copy

import torch
import torchvision
from torch import nn
from torch.nn import functional as F

from heads import PredictionHead, ProjectionHead


def negative_cosine(p, z):
    return -F.cosine_similarity(p, z.detach(), dim=1).mean()


@torch.no_grad()
def update_momentum(model, model_ema, m):
    for ema, p in zip(model_ema.parameters(), model.parameters()):
        ema.mul_(m).add_(p, alpha=1 - m)


class BYOL(nn.Module):
    def __init__(self, arch):
        super().__init__()
        resnet = torchvision.models.get_model(arch, weights=None)
        self.backbone = nn.Sequential(*list(resnet.children())[:-1])
        self.projection_head = ProjectionHead(512, 1024, 256)
        self.prediction_head = PredictionHead(256, 1024, 256)

        self.backbone_momentum = copy.deepcopy(self.backbone).requires_grad_(False)
        self.projection_head_momentum = copy.deepcopy(self.projection_head).requires_grad_(False)

    def forward(self, x):
        y = self.backbone(x).flatten(start_dim=1)
        return self.prediction_head(self.projection_head(y))

    def forward_momentum(self, x):
        y = self.backbone_momentum(x).flatten(start_dim=1)
        return self.projection_head_momentum(y).detach()
