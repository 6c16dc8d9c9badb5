import torch
import torch.nn.functional as F


def focal_loss(logits, hot, alpha=0.25, gamma=2.0):
    p = torch.sigmoid(logits)
    pt = torch.where(hot > 0, p, 1 - p)
    weight = torch.where(hot > 0, alpha, 1 - alpha) * (1 - pt) ** gamma
    return (weight * F.binary_cross_entropy_with_logits(logits, hot, reduction="none")).sum() / hot.sum().clamp(min=1)


def assign(n_anchors, labels, num_classes):
    hot = torch.zeros(len(labels), n_anchors, num_classes)
    for i, label in enumerate(labels):
        hot[i, torch.randint(0, n_anchors, (6,)), label] = 1
    return hot, torch.zeros(len(labels), n_anchors, 4)
