import torch
from torch import nn
from torch.nn import functional as F


def bboxes_iou(boxes_a, boxes_b):
    """Boxes given as centre and size."""
    tl = torch.max(boxes_a[:, None, :2] - boxes_a[:, None, 2:] / 2, boxes_b[:, :2] - boxes_b[:, 2:] / 2)
    br = torch.min(boxes_a[:, None, :2] + boxes_a[:, None, 2:] / 2, boxes_b[:, :2] + boxes_b[:, 2:] / 2)
    inter = (br - tl).clamp(min=0).prod(2)
    return inter / (boxes_a[:, 2:].prod(1)[:, None] + boxes_b[:, 2:].prod(1) - inter)


class YoloLoss(nn.Module):
    def __init__(self, n_classes=20, stride=16, ignore_thre=0.5):
        super().__init__()
        self.n_classes, self.stride, self.ignore_thre = n_classes, stride, ignore_thre
        self.register_buffer("anchors", torch.tensor([[36.0, 75.0], [76.0, 55.0], [72.0, 146.0]]) / stride)

    def build_target(self, pred, labels):
        obj_mask = torch.ones(pred.shape[:-1])
        target = torch.zeros(pred.shape[:-1])
        for b in range(len(labels)):
            truth = labels[b][labels[b].sum(1) > 0]
            if len(truth) == 0:
                continue
            pred_ious = bboxes_iou(pred[b].view(-1, 4), truth)
            best = pred_ious.max(dim=1).values > self.ignore_thre
            obj_mask[b] = (~best).view(pred[b].shape[:3]).float()
            i, j = truth[:, 0].long(), truth[:, 1].long()
            obj_mask[b, :, j, i] = 1
            target[b, :, j, i] = 1
        return obj_mask, target

    def forward(self, output, labels):
        bs, fsize = output.shape[0], output.shape[2]
        output = output.view(bs, len(self.anchors), 5 + self.n_classes, fsize, fsize)
        output = output.permute(0, 1, 3, 4, 2)
        grid = torch.arange(fsize).float()
        pred = output[..., :4].detach().clone()
        pred[..., 0] = pred[..., 0].sigmoid() + grid
        pred[..., 1] = pred[..., 1].sigmoid() + grid[:, None]
        pred[..., 2:] = pred[..., 2:].exp() * self.anchors[:, None, None]
        obj_mask, target = self.build_target(pred, labels / self.stride)
        loss = F.binary_cross_entropy_with_logits(output[..., 4], target, reduction="none")
        return (loss * obj_mask).sum() / bs


backbone = nn.Sequential(
    nn.Conv2d(3, 16, 3, 4, 1), nn.Mish(),
    nn.Conv2d(16, 32, 3, 4, 1), nn.Mish(),
    nn.Conv2d(32, 3 * 25, 1),
)
criterion = YoloLoss()
optimizer = torch.optim.Adam(backbone.parameters(), lr=1e-3)
images = torch.rand(2, 3, 320, 320)
bboxes = torch.zeros(2, 6, 4)
bboxes[0, :2] = torch.tensor([[60.0, 80.0, 40.0, 70.0], [200.0, 150.0, 90.0, 120.0]])
bboxes[1, :1] = torch.tensor([[150.0, 250.0, 80.0, 50.0]])
for step in range(2):
    loss = criterion(backbone(images), bboxes)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
