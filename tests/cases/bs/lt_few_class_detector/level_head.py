import torch
import torch.nn.functional as F
from torch import nn


class LevelHead(nn.Module):
    """One point per cell; a point inside a ground truth box takes its label, all others are background."""

    def __init__(self, num_classes, in_channels, strides, alpha=0.25, gamma=2.0):
        super().__init__()
        self.num_classes, self.strides = num_classes, strides
        self.cls_out_channels = num_classes
        self.alpha, self.gamma = alpha, gamma
        self.cls_conv = nn.Conv2d(in_channels, self.cls_out_channels, 3, padding=1)
        self.reg_conv = nn.Conv2d(in_channels, 4, 3, padding=1)

    def forward(self, feats):
        return [self.cls_conv(f) for f in feats], [self.reg_conv(f).exp() for f in feats]

    def points(self, h, w, stride):
        ys, xs = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
        return torch.stack([xs, ys], -1).reshape(-1, 2) * stride + stride // 2

    def assign(self, points, boxes, labels):
        ltrb = torch.cat([points[:, None] - boxes[None, :, :2], boxes[None, :, 2:] - points[:, None]], dim=-1)
        inside = ltrb.amin(-1) > 0
        hit, which = inside.max(dim=1)
        target = torch.where(hit, labels[which], torch.full_like(which, self.num_classes))
        return target, ltrb[torch.arange(len(points)), which]

    def loss(self, cls_scores, bbox_preds, gt_bboxes, gt_labels):
        total_cls, total_reg = 0.0, 0.0
        for score, pred, stride in zip(cls_scores, bbox_preds, self.strides):
            pts = self.points(*score.shape[-2:], stride)
            targets = [self.assign(pts, b, l) for b, l in zip(gt_bboxes, gt_labels)]
            labels = torch.cat([t[0] for t in targets])
            ltrb = torch.cat([t[1] for t in targets]) / stride
            loss_cls, loss_reg = self.loss_single(score, pred, labels, ltrb)
            total_cls, total_reg = total_cls + loss_cls, total_reg + loss_reg
        return {"loss_cls": total_cls, "loss_bbox": total_reg}

    def loss_single(self, cls_score, bbox_pred, labels, ltrb):
        prob = cls_score.permute(0, 2, 3, 1).reshape(-1, self.cls_out_channels).sigmoid()
        pred = bbox_pred.permute(0, 2, 3, 1).reshape(-1, 4)
        pos = labels < self.num_classes
        y = F.one_hot(labels)[:, :80]
        pos_xse = -torch.log(prob.clamp(min=1e-6)) * y
        neg_xse = -torch.log((1 - prob).clamp(min=1e-6)) * (1 - y)
        focal = self.alpha * (1 - prob) ** self.gamma * pos_xse + (1 - self.alpha) * prob ** self.gamma * neg_xse
        num_pos = pos.sum().clamp(min=1)
        loss_bbox = F.smooth_l1_loss(pred[pos], ltrb[pos], reduction="sum") / num_pos
        return focal.sum() / num_pos, loss_bbox
