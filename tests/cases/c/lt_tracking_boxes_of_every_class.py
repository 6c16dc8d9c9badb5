import torch
import torch.nn.functional as F
from torch import nn


class cfg:
    NUM_CLASSES = 31
    ROIS = 30
    DIM = 64


def smooth_l1(bbox_pred, bbox_targets, inside_weights, sigma=3.0):
    diff = inside_weights * (bbox_pred - bbox_targets)
    small = (diff.abs() < 1 / sigma ** 2).float()
    loss = small * 0.5 * (sigma * diff) ** 2 + (1 - small) * (diff.abs() - 0.5 / sigma ** 2)
    return loss.sum(1).mean()


class DetectAndTrack(nn.Module):
    """Classes and boxes per frame, and the shift of every box to the next frame."""

    def __init__(self, n_classes, class_agnostic=False):
        super().__init__()
        self.class_agnostic = class_agnostic
        n_boxes = 4 if class_agnostic else 4 * n_classes
        self.cls_score = nn.Linear(cfg.DIM, n_classes)
        self.bbox_pred = nn.Linear(cfg.DIM, n_boxes)
        self.corr_bbox_pred = nn.Linear(2 * cfg.DIM, n_boxes)

    def of_class(self, boxes, labels):
        rows = torch.arange(len(labels))
        return boxes.view(len(labels), -1, 4)[rows, labels]

    def forward(self, feats, next_feats, labels, targets, track_targets):
        score, boxes = self.cls_score(feats), self.bbox_pred(feats)
        if not self.class_agnostic:
            boxes = self.of_class(boxes, labels)
        track_boxes = self.corr_bbox_pred(torch.cat([feats, next_feats], dim=1))
        inside = (labels > 0).float()[:, None]
        loss_cls = F.cross_entropy(score, labels)
        loss_box = smooth_l1(boxes, targets, inside)
        loss_track = smooth_l1(track_boxes, track_targets, inside)
        return loss_cls, loss_box, loss_track


rfcn = DetectAndTrack(cfg.NUM_CLASSES)
optimizer = torch.optim.SGD(rfcn.parameters(), lr=1e-3, momentum=0.9)
for step in range(2):
    feats, next_feats = torch.randn(cfg.ROIS, cfg.DIM), torch.randn(cfg.ROIS, cfg.DIM)
    labels = torch.randint(0, cfg.NUM_CLASSES, (cfg.ROIS,))
    targets, track_targets = torch.randn(cfg.ROIS, 4), torch.randn(cfg.ROIS, 4) * 0.1
    losses = rfcn(feats, next_feats, labels, targets, track_targets)
    optimizer.zero_grad()
    sum(losses).backward()
    optimizer.step()
    print(step, [round(v.item(), 3) for v in losses])
