import torch
import torch.nn.functional as F


def dice_loss(prediction, target, smooth=1.0):
    i_flat, t_flat = prediction.reshape(-1), target.reshape(-1)
    intersection = (i_flat * t_flat).sum()
    return 1 - (2.0 * intersection + smooth) / (i_flat.sum() + t_flat.sum() + smooth)


def calc_loss(prediction, target, bce_weight=0.5):
    bce = F.binary_cross_entropy_with_logits(prediction, target)
    dice = dice_loss(torch.sigmoid(prediction), target)
    return bce * bce_weight + dice * (1 - bce_weight)
