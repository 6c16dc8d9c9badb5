import torch
from torch import nn

ANCHORS = torch.tensor([[1.1, 1.2], [2.2, 1.6], [1.5, 3.0]])
nA, nH, nW = len(ANCHORS), 13, 13


class TinyYolo(nn.Module):
    """13x13 cells of 8 pixels, per anchor x, y, w, h and confidence."""

    def __init__(self):
        super().__init__()
        layers, cin = [], 3
        for cout in (8, 16, 32):
            layers += [nn.Conv2d(cin, cout, 3, 2, 1, bias=False), nn.BatchNorm2d(cout), nn.LeakyReLU(0.1)]
            cin = cout
        self.body = nn.Sequential(*layers, nn.Conv2d(cin, nA * 5, 1))

    def forward(self, x):
        return self.body(x).view(-1, nA, 5, nH, nW).permute(0, 1, 3, 4, 2)


def bbox_ious(boxes1, boxes2):
    """Rows of centre x, centre y, width, height."""
    low = torch.maximum(boxes1[:, :2] - boxes1[:, 2:] / 2, boxes2[:, :2] - boxes2[:, 2:] / 2)
    high = torch.minimum(boxes1[:, :2] + boxes1[:, 2:] / 2, boxes2[:, :2] + boxes2[:, 2:] / 2)
    inter = (high - low).clamp(min=0).prod(dim=1)
    return inter / (boxes1[:, 2:].prod(1) + boxes2[:, 2:].prod(1) - inter)


def build_targets(pred_boxes, target, noobject_scale=1.0, object_scale=5.0, sil_thresh=0.6):
    nB = len(pred_boxes)
    conf_mask = torch.ones(nB, nA, nH, nW) * noobject_scale
    coord_mask, tconf = torch.zeros(nB, nA, nH, nW), torch.zeros(nB, nA, nH, nW)
    tbox = torch.zeros(nB, nA, nH, nW, 4)
    for b, gt in enumerate(target * nW):
        cur_ious = bbox_ious(pred_boxes[b].reshape(-1, 4), gt.expand(nA * nH * nW, 4))
        conf_mask[b][cur_ious > sil_thresh] = 0
        i, j = int(gt[0]), int(gt[1])
        best = (ANCHORS - gt[2:]).abs().sum(dim=1).argmin()
        coord_mask[b, best, j, i], conf_mask[b, best, j, i] = 1, object_scale
        tbox[b, best, j, i] = torch.cat([gt[:2] - gt[:2].floor(), (gt[2:] / ANCHORS[best]).log()])
        tconf[b, best, j, i] = bbox_ious(pred_boxes[b, best, j, i][None], gt[None])[0]
    return coord_mask, conf_mask, tbox, tconf


def region_loss(out, target):
    xy, wh, conf = out[..., :2].sigmoid(), out[..., 2:4], out[..., 4].sigmoid()
    corner = torch.stack(torch.meshgrid(torch.arange(nW), torch.arange(nH), indexing="xy"), dim=-1)
    pred_boxes = torch.cat([xy + corner, wh.exp() * ANCHORS[:, None, None]], dim=-1).detach()
    coord_mask, conf_mask, tbox, tconf = build_targets(pred_boxes, target)
    loss_box = (coord_mask[..., None] * (torch.cat([xy, wh], dim=-1) - tbox) ** 2).sum()
    return (loss_box + (conf_mask * (conf - tconf) ** 2).sum()) / (2 * len(out))


model = TinyYolo()
optimizer = torch.optim.SGD(model.parameters(), lr=1e-4, momentum=0.9)
for batch in range(3):
    pictures = torch.rand(4, 3, 104, 104)
    boxes = torch.cat([0.2 + 0.6 * torch.rand(4, 2), 0.08 + 0.2 * torch.rand(4, 2)], dim=1)
    loss = region_loss(model(pictures), boxes)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{batch}: loss {loss.item():.3f}")
