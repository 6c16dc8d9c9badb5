import torch
import torch.nn.functional as F
from torch import nn


class PPYoloELoss(nn.Module):
    def __init__(self, num_classes, reg_loss_weight=2.5):
        super().__init__()
        self.num_classes = num_classes
        self.reg_loss_weight = reg_loss_weight

    @torch.no_grad()
    def assign(self, boxes, targets):
        """nearest prediction of every target box; the other predictions are background"""
        batch, n_anchors, _ = boxes.shape
        labels = torch.full((batch, n_anchors), self.num_classes)
        target_boxes = torch.zeros_like(boxes)
        for row in targets:
            i = int(row[0])
            k = (boxes[i] - row[2:]).abs().sum(1).argmin()
            labels[i, k] = int(row[1])
            target_boxes[i, k] = row[2:]
        return labels, target_boxes

    @staticmethod
    def _varifocal_loss(pred_logits, gt_score, label, alpha=0.75, gamma=2.0):
        pred_score = pred_logits.sigmoid()
        weight = alpha * pred_score.pow(gamma) * (1 - label) + gt_score * label
        loss = F.binary_cross_entropy_with_logits(pred_logits, gt_score, reduction="none")
        return (weight * loss).sum()

    def forward(self, outputs, targets):
        cls_logits, boxes = outputs
        labels, target_boxes = self.assign(boxes, targets)
        one_hot = F.one_hot(labels, self.num_classes + 1)[..., :-1].float()
        positive = labels < self.num_classes
        quality = 1 - (boxes - target_boxes).abs().mean(-1, keepdim=True).detach()
        loss_cls = self._varifocal_loss(cls_logits, one_hot * quality, one_hot)
        loss_reg = F.l1_loss(boxes[positive], target_boxes[positive])
        return loss_cls / positive.sum() + self.reg_loss_weight * loss_reg
