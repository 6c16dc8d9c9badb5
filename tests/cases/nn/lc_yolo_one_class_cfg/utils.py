import torch
import torch.nn.functional as F


def compute_loss(p, targets, nc):
    """targets: rows of (image, class, x, y, w, h), all relative to the picture"""
    lobj = lcls = lbox = 0.0
    for pi in p:
        tobj = torch.zeros_like(pi[..., 0])
        ny, nx = pi.shape[2:4]
        b, c = targets[:, 0].long(), targets[:, 1].long()
        gi, gj = (targets[:, 2] * nx).long(), (targets[:, 3] * ny).long()
        ps = pi[b, 0, gj, gi]
        tobj[b, 0, gj, gi] = 1.0
        lbox = lbox + F.mse_loss(ps[:, 2:4].exp(), targets[:, 4:6] * nx)
        lcls = lcls + F.binary_cross_entropy_with_logits(ps[:, 5:], F.one_hot(c, nc).float())
        lobj = lobj + F.binary_cross_entropy_with_logits(pi[..., 4], tobj)
    return lbox * 0.05 + lobj + lcls * 0.5
