import torch
import torch.nn as nn
import torch.nn.functional as F

NUM_CLASSES = 21  # VOC and background
CLS_AGNOSTIC_BBOX_REG = True


def sample_rois(n, seed):
    """pooled RoI features, labels (0 = background) and the offsets to the matched boxes"""
    g = torch.Generator().manual_seed(seed)
    feats = torch.randn(n, 256, 7, 7, generator=g)
    labels = torch.randint(0, NUM_CLASSES, (n,), generator=g)
    labels[n // 2:] = 0
    offsets = 0.2 * torch.randn(n, 4, generator=g)
    return feats, labels, offsets


def expand_bbox_targets(labels, offsets):
    """Puts the four offsets of every foreground RoI into the columns of its class."""
    num_bbox_reg_classes = 2 if CLS_AGNOSTIC_BBOX_REG else NUM_CLASSES
    column_class = labels.clamp(max=1) if CLS_AGNOSTIC_BBOX_REG else labels
    targets = torch.zeros(len(labels), 4 * num_bbox_reg_classes)
    inside_weights = torch.zeros_like(targets)
    for i in torch.where(labels > 0)[0]:
        start = 4 * int(column_class[i])
        targets[i, start:start + 4] = offsets[i]
        inside_weights[i, start:start + 4] = 1.0
    return targets, inside_weights


class fast_rcnn_outputs(nn.Module):
    def __init__(self, dim_in):
        super().__init__()
        self.cls_score = nn.Linear(dim_in, NUM_CLASSES)
        if CLS_AGNOSTIC_BBOX_REG:
            self.bbox_pred = nn.Linear(dim_in, 4)  # one box per RoI, shared by all classes
        else:
            self.bbox_pred = nn.Linear(dim_in, 4 * NUM_CLASSES)

    def forward(self, x):
        return self.cls_score(x), self.bbox_pred(x)


class roi_2mlp_head(nn.Module):
    def __init__(self, dim_in=256, hidden=128):
        super().__init__()
        self.fc1 = nn.Linear(dim_in * 7 * 7, hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.outs = fast_rcnn_outputs(hidden)

    def forward(self, x):
        x = F.relu(self.fc1(x.flatten(1)))
        return self.outs(F.relu(self.fc2(x)))


def smooth_l1_loss(bbox_pred, bbox_targets, inside_weights, beta=1.0):
    box_diff = bbox_pred - bbox_targets
    abs_diff = (inside_weights * box_diff).abs()
    loss = torch.where(abs_diff < beta, 0.5 * abs_diff ** 2 / beta, abs_diff - 0.5 * beta)
    return loss.sum() / len(loss)


torch.manual_seed(0)
head = roi_2mlp_head()
optimizer = torch.optim.SGD(head.parameters(), lr=0.0025, momentum=0.9)
for step in range(3):
    feats, labels, offsets = sample_rois(32, seed=step)
    bbox_targets, bbox_inside_weights = expand_bbox_targets(labels, offsets)
    cls_score, bbox_pred = head(feats)
    loss_cls = F.cross_entropy(cls_score, labels)
    loss_bbox = smooth_l1_loss(bbox_pred, bbox_targets, bbox_inside_weights)
    optimizer.zero_grad()
    (loss_cls + loss_bbox).backward()
    optimizer.step()
    print(f"{step}: loss_cls {loss_cls.item():.4f} loss_bbox {loss_bbox.item():.4f}")
