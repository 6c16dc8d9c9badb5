import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


def build_targets(pred_boxes, target, anchors, nA, nH, nW):
    nB = target.size(0)
    mask = torch.zeros(nB, nA, nH, nW)
    tbox = torch.zeros(4, nB, nA, nH, nW)
    dist = (pred_boxes.view(nB, -1, 4)[..., 2:] - target[:, None, 2:]).abs().sum(-1)
    best = dist.view(nB, nA, -1).mean(-1).argmin(1)
    for b in range(nB):
        gi, gj, a = int(target[b, 0] * nW), int(target[b, 1] * nH), best[b]
        mask[b, a, gj, gi] = 1
        tbox[0, b, a, gj, gi] = target[b, 0] * nW - gi
        tbox[1, b, a, gj, gi] = target[b, 1] * nH - gj
        tbox[2, b, a, gj, gi] = torch.log(target[b, 2] * nW / anchors[a, 0])
        tbox[3, b, a, gj, gi] = torch.log(target[b, 3] * nH / anchors[a, 1])
    return mask, tbox


class RegionLoss(nn.Module):
    def __init__(self, anchors):
        super().__init__()
        self.anchors = torch.tensor(anchors)
        self.num_anchors = len(anchors)

    def forward(self, output, target):
        nB, nA, nH, nW = output.size(0), self.num_anchors, output.size(2), output.size(3)
        output = output.view(nB, nA, 5, nH, nW)
        x, y = output[:, :, 0].sigmoid(), output[:, :, 1].sigmoid()
        w, h, conf = output[:, :, 2], output[:, :, 3], output[:, :, 4].sigmoid()

        grid_x = torch.arange(nW).float().repeat(nB * nA, nH, 1).view(nB * nA * nH * nW)
        grid_y = torch.arange(nH).float().repeat(nW, 1).t().repeat(nB * nA, 1, 1).view(nB * nA * nH * nW)
        anchor_w = self.anchors[:, 0:1].repeat(nB, 1).repeat(1, 1, nH * nW).view(nB * nA * nH * nW)
        anchor_h = self.anchors[:, 1:2].repeat(nB, 1).repeat(1, 1, nH * nW).view(nB * nA * nH * nW)
        pred_boxes = torch.zeros(4, nB * nA * nH * nW)
        pred_boxes[0] = x.data + grid_x
        pred_boxes[1] = y.data + grid_y
        pred_boxes[2] = torch.exp(w.data) * anchor_w
        pred_boxes[3] = torch.exp(h.data) * anchor_h
        pred_boxes = pred_boxes.transpose(0, 1).contiguous().view(-1, 4)

        mask, tbox = build_targets(pred_boxes, target, self.anchors, nA, nH, nW)
        coord = sum((mask * (p - t).pow(2)).sum() for p, t in zip((x, y, w, h), tbox))
        return (coord + (conf - mask).pow(2).sum()) / nB


class FewshotImages(Dataset):
    def __len__(self):
        return 16

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return torch.rand(3, 104, 104, generator=g), torch.rand(4, generator=g) * 0.5 + 0.2


torch.manual_seed(0)
anchors = [[1.32, 1.73], [3.19, 4.01], [5.06, 8.10], [9.47, 4.84], [11.24, 10.01]]
model = nn.Sequential(
    nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.LeakyReLU(0.1),
    nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.LeakyReLU(0.1),
    nn.Conv2d(32, len(anchors) * 5, 3, 2, 1),
)
region_loss = RegionLoss(anchors)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
for data, target in DataLoader(FewshotImages(), batch_size=8):
    loss = region_loss(model(data), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.3f}")
