import torch
from torch import nn

ANCHORS = torch.tensor([[1.2, 1.6], [2.0, 3.7], [4.1, 2.8]])
NUM_CLASSES = 5


def bbox_iou(box1, box2, eps=1e-7):
    x1, y1, w1, h1 = box1.chunk(4, -1)
    x2, y2, w2, h2 = box2.chunk(4, -1)
    inter_w = (torch.minimum(x1 + w1 / 2, x2 + w2 / 2) - torch.maximum(x1 - w1 / 2, x2 - w2 / 2)).clamp(0)
    inter_h = (torch.minimum(y1 + h1 / 2, y2 + h2 / 2) - torch.maximum(y1 - h1 / 2, y2 - h2 / 2)).clamp(0)
    inter = inter_w * inter_h
    return inter / (w1 * h1 + w2 * h2 - inter + eps)


class Head(nn.Module):
    def __init__(self, na=3, no=NUM_CLASSES + 5):
        super().__init__()
        self.na, self.no = na, no
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 4, 1), nn.SiLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.SiLU())
        self.m = nn.Conv2d(32, na * no, 1)

    def forward(self, x):
        x = self.m(self.stem(x))
        bs, _, ny, nx = x.shape
        return x.view(bs, self.na, self.no, ny, nx).permute(0, 1, 3, 4, 2).contiguous()


class ComputeLoss:
    def __init__(self, gr=1.0):
        self.gr = gr
        self.bce_cls, self.bce_obj = nn.BCEWithLogitsLoss(), nn.BCEWithLogitsLoss()

    def build_targets(self, p, targets):
        na, ny, nx = p.shape[1:4]
        a = torch.arange(na).repeat_interleave(len(targets))
        t = targets.repeat(na, 1)
        gxy, gwh = t[:, 2:4] * torch.tensor([nx, ny]), t[:, 4:6] * torch.tensor([nx, ny])
        keep = torch.maximum(gwh / ANCHORS[a], ANCHORS[a] / gwh).max(1)[0] < 4.0
        gij = gxy.long()
        tbox = torch.cat([gxy - gij, gwh], dim=1)
        b, c = t[:, 0].long(), t[:, 1].long()
        return b[keep], a[keep], gij[keep, 1], gij[keep, 0], tbox[keep], c[keep]

    def __call__(self, p, targets):
        b, a, gj, gi, tbox, tcls = self.build_targets(p, targets)
        tobj = torch.zeros_like(p[..., 0])
        ps = p[b, a, gj, gi]
        pxy = ps[:, :2].sigmoid() * 2 - 0.5
        pwh = (ps[:, 2:4].sigmoid() * 2) ** 2 * ANCHORS[a]
        iou = bbox_iou(torch.cat([pxy, pwh], dim=1), tbox)
        lbox = (1.0 - iou).mean()
        tobj[b, a, gj, gi] = (1.0 - self.gr) + self.gr * iou.detach().clamp(0).type(tobj.dtype)
        onehot = torch.zeros_like(ps[:, 5:])
        onehot[range(len(tcls)), tcls] = 1.0
        return 0.05 * lbox + self.bce_obj(p[..., 4], tobj) + 0.5 * self.bce_cls(ps[:, 5:], onehot)


def fake_batch(bs=4, per_image=6):
    image_index = torch.arange(bs).repeat_interleave(per_image).float()
    cls = torch.randint(0, NUM_CLASSES, (bs * per_image,)).float()
    xy, wh = torch.rand(bs * per_image, 2) * 0.98, 0.1 + 0.3 * torch.rand(bs * per_image, 2)
    return torch.rand(bs, 3, 96, 96), torch.cat([image_index[:, None], cls[:, None], xy, wh], dim=1)


torch.manual_seed(4)
model, compute_loss = Head(), ComputeLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.937)
for i in range(3):
    imgs, targets = fake_batch()
    loss = compute_loss(model(imgs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(i, loss.item())
