import torch.nn.functional as F
from torch import nn


class FaceHead(nn.Module):
    def __init__(self, in_channels, use_kps, kps_num, loss_kps_weight):
        super().__init__()
        self.use_kps, self.kps_num, self.weight = use_kps, kps_num, loss_kps_weight
        self.box = nn.Linear(in_channels, 4)
        self.kps = nn.Linear(in_channels, kps_num * 2)

    def forward(self, x):
        return self.box(x), self.kps(x)

    def _encode(self, boxes, points):
        """Landmarks relative to the centre of their box, in units of its size."""
        points = points.view(-1, 5, 2)
        centre, size = boxes[:, None, :2], boxes[:, None, 2:].clamp(min=1e-3)
        return ((points - centre) / size).flatten(1)

    def loss(self, box_pred, kps_pred, boxes, points):
        losses = {"box": F.l1_loss(box_pred, boxes)}
        if self.use_kps:
            losses["kps"] = self.weight * F.smooth_l1_loss(kps_pred, self._encode(boxes, points))
        return losses
