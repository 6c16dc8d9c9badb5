import torch
from torch import nn


class QuantileLoss(nn.Module):
    def __init__(self, quantiles=None):
        super().__init__()
        if quantiles is None:
            quantiles = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98]
        self.quantiles = quantiles

    def forward(self, y_pred, target):
        losses = []
        for i, q in enumerate(self.quantiles):
            errors = target - y_pred[..., i]
            losses.append(torch.max((q - 1) * errors, q * errors).unsqueeze(-1))
        return torch.cat(losses, dim=-1).mean()

    def to_prediction(self, y_pred):
        return y_pred[..., self.quantiles.index(0.5)]
