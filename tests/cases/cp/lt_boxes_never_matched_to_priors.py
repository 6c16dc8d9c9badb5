import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.ops import box_iou

torch.manual_seed(2)


def make_priors(cells=10, scales=(0.2, 0.4, 0.6)):
    xy = (torch.arange(cells) + 0.5) / cells
    cy, cx = torch.meshgrid(xy, xy, indexing="ij")
    centre = torch.stack([cx, cy], dim=-1).view(-1, 2)
    return torch.cat([torch.cat([centre - s / 2, centre + s / 2], dim=1) for s in scales])


class MatchPrior:
    def __init__(self, priors, iou_threshold):
        self.priors, self.iou_threshold = priors, iou_threshold

    def __call__(self, gt_boxes, gt_labels):
        iou, best = box_iou(self.priors, gt_boxes).max(dim=1)
        return gt_boxes[best], gt_labels[best] * (iou >= self.iou_threshold)


class SignDataset(Dataset):
    def __init__(self, n, target_transform=None):
        self.n, self.target_transform = n, target_transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        corner = torch.rand(1, 2) * 0.5
        boxes, labels = torch.cat([corner, corner + 0.4], dim=1), torch.randint(1, 4, (1,))
        if self.target_transform:
            boxes, labels = self.target_transform(boxes, labels)
        return torch.rand(3, 80, 80), boxes, labels


class TinySSD(nn.Module):
    def __init__(self, n_classes=4, per_cell=3):
        super().__init__()
        self.k, self.n_classes = per_cell, n_classes
        self.base = nn.Sequential(nn.Conv2d(3, 16, 3, 4, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())
        self.head = nn.Conv2d(32, per_cell * (n_classes + 4), 3, padding=1)

    def forward(self, x):
        out = self.head(self.base(x)).unflatten(1, (self.k, -1)).permute(0, 1, 3, 4, 2).flatten(1, 3)
        return out[..., :self.n_classes], out[..., self.n_classes:]


def hard_negative_mining(loss, labels, neg_pos_ratio=3):
    pos_mask = labels > 0
    num_neg = pos_mask.long().sum(dim=1, keepdim=True) * neg_pos_ratio
    loss[pos_mask] = -float("inf")
    orders = loss.sort(dim=1, descending=True)[1].sort(dim=1)[1]
    return pos_mask | (orders < num_neg)


def multibox_loss(confidence, locations, labels, gt):
    background = -F.log_softmax(confidence.detach(), dim=2)[:, :, 0]
    mask, pos = hard_negative_mining(background, labels), labels > 0
    cls = F.cross_entropy(confidence[mask], labels[mask], reduction="sum")
    return (cls + F.smooth_l1_loss(locations[pos], gt[pos], reduction="sum")) / max(int(pos.sum()), 1)


target_transform = MatchPrior(make_priors(), 0.5)
train_set = SignDataset(48)
val_set = SignDataset(24, target_transform=target_transform)
net = TinySSD()
optimizer = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)
for images, boxes, labels in DataLoader(train_set, batch_size=24, shuffle=True):
    loss = multibox_loss(*net(images), labels, boxes)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
with torch.no_grad():
    for images, boxes, labels in DataLoader(val_set, batch_size=24):
        print("val", multibox_loss(*net(images), labels, boxes).item())
