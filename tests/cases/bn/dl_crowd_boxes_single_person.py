import json
import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

TOP_K = 2
MAX_BOXES = 20
FG_THRESH = 0.5


def write_odgt(path):
    rng = np.random.default_rng(3)
    with open(path, "w") as f:
        for i, people in enumerate([4, 3, 6, 1, 2, 5]):
            xy = rng.uniform(0, 80, (people, 2))
            wh = rng.uniform(20, 45, (people, 2))
            record = {"ID": f"shop_{i:04d}", "gtboxes": np.concatenate([xy, xy + wh], 1).round(1).tolist()}
            f.write(json.dumps(record) + "\n")


class CrowdShop(Dataset):
    def __init__(self, odgt):
        with open(odgt) as f:
            self.records = [json.loads(line) for line in f]

    def __len__(self):
        return len(self.records)

    def __getitem__(self, index):
        record = self.records[index]
        rng = torch.Generator().manual_seed(index)
        image = torch.rand(3, 128, 128, generator=rng)
        boxes = torch.tensor(record["gtboxes"], dtype=torch.float32)
        gtboxes = torch.zeros(MAX_BOXES, 5)
        gtboxes[:len(boxes), :4] = boxes
        gtboxes[:len(boxes), 4] = 1
        nr_gtboxes = len(boxes)
        return image, gtboxes, torch.tensor([128.0, 128.0, nr_gtboxes])


def box_overlap(a, b):
    lt = torch.max(a[:, None, :2], b[None, :, :2])
    rb = torch.min(a[:, None, 2:4], b[None, :, 2:4])
    inter = (rb - lt).clamp(min=0).prod(2)
    area = lambda x: (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])
    return inter / (area(a)[:, None] + area(b)[None] - inter).clamp(min=1e-6)


def roi_target(rpn_rois, im_info, gt_boxes, top_k=1):
    all_rois, all_labels, all_targets = [], [], []
    for bid in range(len(gt_boxes)):
        gt = gt_boxes[bid, :int(im_info[bid, 2])]
        rois = torch.cat([rpn_rois[bid], gt[:, :4]])
        overlaps = box_overlap(rois, gt)
        overlaps, gt_assignment = overlaps.sort(1, descending=True)
        max_overlaps = overlaps[:, :top_k].flatten()
        gt_assignment = gt_assignment[:, :top_k].flatten()
        labels = gt[gt_assignment, 4]
        fg_mask = (max_overlaps >= FG_THRESH) & (labels == 1)
        fg_mask = fg_mask.reshape(-1, top_k)
        labels = (labels.reshape(-1, top_k) * fg_mask).long()
        targets = gt[gt_assignment, :4].reshape(-1, top_k, 4) - rois[:, None]
        all_rois.append(rois)
        all_labels.append(labels)
        all_targets.append(targets / 128)
    return all_rois, torch.cat(all_labels), torch.cat(all_targets)


class EmdHead(nn.Module):
    """Predicts two instances for every proposal."""

    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 16, 3, 4, 1), nn.ReLU(), nn.Conv2d(16, 16, 3, 2, 1), nn.ReLU())
        self.fc = nn.Linear(16 + 4, 64)
        self.cls = nn.Linear(64, TOP_K * 2)
        self.reg = nn.Linear(64, TOP_K * 4)

    def forward(self, images, rois):
        pooled = self.backbone(images).mean((2, 3))
        feats = torch.cat([torch.cat([p.expand(len(r), -1), r / 128], 1) for p, r in zip(pooled, rois)])
        feats = torch.relu(self.fc(feats))
        return self.cls(feats).view(-1, TOP_K, 2), self.reg(feats).view(-1, TOP_K, 4)


def random_rois(batch, n=32):
    xy = torch.rand(batch, n, 2) * 80
    return torch.cat([xy, xy + 20 + torch.rand(batch, n, 2) * 25], 2)


torch.manual_seed(0)
with tempfile.TemporaryDirectory() as tmp:
    odgt = os.path.join(tmp, "annotation_train.odgt")
    write_odgt(odgt)
    loader = DataLoader(CrowdShop(odgt), batch_size=2)

head = EmdHead()
opt = torch.optim.SGD(head.parameters(), lr=0.01, momentum=0.9)
for step, (images, gt_boxes, im_info) in enumerate(loader):
    rois, labels, targets = roi_target(random_rois(len(images)), im_info, gt_boxes, TOP_K)
    logits, deltas = head(images, rois)
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())
    fg = labels > 0
    if fg.any():
        loss = loss + nn.functional.smooth_l1_loss(deltas[fg], targets[fg])
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"step {step} loss {loss.item():.4f}")
