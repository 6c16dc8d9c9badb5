import torch
import torch.nn.functional as F
from torch import nn


def binary_cross_entropy(pred, label, class_weight=None):
    onehot = F.one_hot(label, pred.shape[1]).permute(0, 3, 1, 2).float()
    loss = F.binary_cross_entropy_with_logits(pred, onehot, pos_weight=class_weight, reduction="none")
    return loss.mean()


def cross_entropy(pred, label, class_weight=None):
    return F.cross_entropy(pred, label, weight=class_weight)


class CrossEntropyLoss(nn.Module):
    def __init__(self, use_sigmoid=False, loss_weight=1.0, class_weight=None):
        super().__init__()
        self.loss_weight, self.class_weight = loss_weight, class_weight
        self.criterion = binary_cross_entropy if use_sigmoid else cross_entropy

    def forward(self, pred, label):
        weight = pred.new_tensor(self.class_weight) if self.class_weight is not None else None
        return self.loss_weight * self.criterion(pred, label, class_weight=weight)
