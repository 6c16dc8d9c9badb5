import torch
import torch.nn as nn
import torch.nn.functional as F


def weight_reduce_loss(loss, weight=None, reduction="mean", avg_factor=None):
    if weight is not None:
        loss = loss * weight
    if avg_factor is None:
        return loss.mean() if reduction == "mean" else loss.sum()
    return loss.sum() / avg_factor


class FocalLoss(nn.Module):
    def __init__(self, gamma=2.0, alpha=0.25):
        super().__init__()
        self.gamma, self.alpha = gamma, alpha

    def forward(self, pred, target, weight=None, avg_factor=None):
        p = pred.sigmoid()
        pt = (1 - p) * target + p * (1 - target)
        scale = (self.alpha * target + (1 - self.alpha) * (1 - target)) * pt.pow(self.gamma)
        loss = F.binary_cross_entropy_with_logits(pred, target, reduction="none") * scale
        return weight_reduce_loss(loss, weight, avg_factor=avg_factor)


class SmoothL1Loss(nn.Module):
    def __init__(self, beta=1.0, loss_weight=2.0):
        super().__init__()
        self.beta, self.loss_weight = beta, loss_weight

    def forward(self, pred, target, weight=None, avg_factor=None):
        diff = (pred - target).abs()
        loss = torch.where(diff < self.beta, 0.5 * diff * diff / self.beta, diff - 0.5 * self.beta)
        return self.loss_weight * weight_reduce_loss(loss, weight, avg_factor=avg_factor)


class ATSSHead(nn.Module):
    def __init__(self, num_classes=6, feat=16):
        super().__init__()
        self.conv = nn.Conv2d(3, feat, 3, stride=8, padding=1)
        self.atss_cls = nn.Conv2d(feat, num_classes, 3, padding=1)
        self.atss_reg = nn.Conv2d(feat, 4, 3, padding=1)
        self.loss_cls, self.loss_bbox = FocalLoss(), SmoothL1Loss()
        self.num_classes = num_classes

    def forward(self, x):
        x = self.conv(x).relu()
        cls, reg = self.atss_cls(x), self.atss_reg(x)
        return cls.permute(0, 2, 3, 1).reshape(-1, self.num_classes), reg.permute(0, 2, 3, 1).reshape(-1, 4)

    def loss(self, cls_score, bbox_pred, labels, bbox_targets):
        pos = labels < self.num_classes
        onehot = F.one_hot(labels, self.num_classes + 1)[:, :-1].float()
        label_weights = torch.ones(len(labels), 1)
        num_pos = pos.sum().clamp(min=1)
        loss_cls = self.loss_cls(cls_score, onehot, label_weights, avg_factor=num_pos)
        ltrb = bbox_targets[pos]
        ratio_x = ltrb[:, 0::2].min(-1).values / ltrb[:, 0::2].max(-1).values
        ratio_y = ltrb[:, 1::2].min(-1).values / ltrb[:, 1::2].max(-1).values
        centerness = (ratio_x * ratio_y).sqrt()
        loss_bbox = self.loss_bbox(bbox_pred[pos], ltrb, weight=centerness, avg_factor=centerness.sum())
        return loss_cls, loss_bbox


torch.manual_seed(10)
head = ATSSHead()
optimizer = torch.optim.SGD(head.parameters(), lr=0.01)
for it in range(3):
    images = torch.rand(2, 3, 96, 128)
    labels = torch.randint(0, 60, (2 * 12 * 16,)).clamp(max=6)
    bbox_targets = torch.rand(2 * 12 * 16, 4) + 0.1
    loss_cls, loss_bbox = head.loss(*head(images), labels, bbox_targets)
    optimizer.zero_grad()
    (loss_cls + loss_bbox).backward()
    optimizer.step()
    print(f"iter {it} loss_cls {loss_cls.item():.4f} loss_bbox {loss_bbox.item():.4f}")
