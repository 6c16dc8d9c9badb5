import torch
import torch.nn.functional as F


def output_loss(s_pred, t_pred, hyp):
    t_obj = t_pred[..., 4:5].sigmoid()
    l_obj = F.mse_loss(s_pred[..., 4], t_pred[..., 4])
    l_box = ((s_pred[..., :4] - t_pred[..., :4]) ** 2 * t_obj).mean()
    l_cls = ((t_pred[..., 5:] - s_pred[..., 5:]) ** 2 * t_obj).mean()
    return (l_obj + l_box + l_cls) * hyp["dist"]


def objectness_loss(pred, targets):
    return F.binary_cross_entropy_with_logits(pred[..., 4], targets)
