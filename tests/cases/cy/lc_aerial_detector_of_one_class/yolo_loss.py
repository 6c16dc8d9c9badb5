import torch
from torch.nn import functional as F


class YOLOLoss:
    def __init__(self, anchors, num_classes, img_size):
        self.anchors = torch.tensor(anchors, dtype=torch.float32)
        self.num_anchors = len(anchors)
        self.num_classes = num_classes
        self.bbox_attrs = 5 + num_classes
        self.img_size = img_size
        self.lambda_xy, self.lambda_conf, self.lambda_cls = 2.5, 1.0, 1.0

    def __call__(self, input, targets):
        bs, _, in_h, in_w = input.shape
        prediction = input.view(bs, self.num_anchors, self.bbox_attrs, in_h, in_w)
        prediction = prediction.permute(0, 1, 3, 4, 2).contiguous()

        mask, txy, tcls = self.get_target(targets, in_h, in_w)
        xy, conf, cls = prediction[..., :2], prediction[..., 4], prediction[..., 5:]
        loss_xy = F.binary_cross_entropy_with_logits(xy[mask], txy[mask])
        loss_conf = F.binary_cross_entropy_with_logits(conf, mask.float())
        loss_cls = F.binary_cross_entropy_with_logits(cls[mask], tcls[mask])
        return self.lambda_xy * loss_xy + self.lambda_conf * loss_conf + self.lambda_cls * loss_cls

    def get_target(self, targets, in_h, in_w):
        """targets: [bs, n, 5] with class, centre and size, all relative to the picture."""
        bs = targets.size(0)
        mask = torch.zeros(bs, self.num_anchors, in_h, in_w, dtype=torch.bool)
        txy = torch.zeros(bs, self.num_anchors, in_h, in_w, 2)
        tcls = torch.zeros(bs, self.num_anchors, in_h, in_w, self.num_classes)
        for b in range(bs):
            for cls, x, y, w, h in targets[b].tolist():
                gi, gj = int(x * in_w), int(y * in_h)
                area = w * h * self.img_size[0] * self.img_size[1]
                best_n = int((self.anchors.prod(1) - area).abs().argmin())
                mask[b, best_n, gj, gi] = True
                txy[b, best_n, gj, gi] = torch.tensor([x * in_w - gi, y * in_h - gj])
                tcls[b, best_n, gj, gi, int(cls)] = 1
        return mask, txy, tcls
