import torch
import torch.nn.functional as F


def compute_loss(preds, targets, cfg):
    """Every box goes to the best shaped anchor of either scale."""
    total = 0
    anchors = torch.tensor(cfg["anchors"]).view(-1, cfg["anchor_num"], 2)
    size = torch.tensor([cfg["width"], cfg["height"]]).float()
    for i, layer_anchors in enumerate(anchors):
        reg, obj, cls = preds[3 * i:3 * i + 3]
        b, _, h, w = reg.shape
        reg = reg.view(b, cfg["anchor_num"], 4, h, w)
        wh = targets[:, 4:6] * size
        ratio = torch.max(wh[:, None] / layer_anchors[None], layer_anchors[None] / wh[:, None]).amax(2)
        a = ratio.argmin(1)
        n = targets[:, 0].long()
        gx, gy = (targets[:, 2] * w).long(), (targets[:, 3] * h).long()
        picked = reg[n, a, :, gy, gx]
        xy = picked[:, :2].sigmoid() * 2 - 0.5
        goal_xy = torch.stack([targets[:, 2] * w - gx, targets[:, 3] * h - gy], 1)
        goal_wh = wh / layer_anchors[a]
        total = total + F.smooth_l1_loss(xy, goal_xy) + F.smooth_l1_loss((picked[:, 2:].sigmoid() * 2) ** 2, goal_wh)
        t_obj = torch.zeros_like(obj)
        t_obj[n, a, gy, gx] = 1.0
        total = total + 8 * F.binary_cross_entropy_with_logits(obj, t_obj)
        total = total + 0.5 * F.cross_entropy(cls[n, :, gy, gx], targets[:, 1].long())
    return total
