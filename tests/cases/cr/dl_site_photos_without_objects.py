import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

LABELS = {"background": 0, "helmet": 1, "vest": 2}


def site_annotations():
    rng = np.random.default_rng(3)
    for i, n in enumerate([2, 1, 3, 1, 1, 0, 2, 1]):
        corners = rng.integers(1, 40, (n, 2))
        marks = [{"name": ("helmet", "vest")[k % 2], "bndbox": [x, y, x + 16, y + 20]} for k, (x, y) in enumerate(corners)]
        yield {"filename": f"site_{i:03d}.png", "object": marks}


def parse_annotation(record, side=64):
    boxes = [[v / side for v in mark["bndbox"]] for mark in record["object"]]
    return {"boxes": boxes, "labels": [LABELS[mark["name"]] for mark in record["object"]]}


def create_data_lists(records):
    annotations = []
    for record in records:
        objects = parse_annotation(record)
        if len(objects) == 0:
            continue
        annotations.append({"filename": record["filename"], **objects})
    return annotations


class SitePhotos(Dataset):
    def __init__(self, annotations):
        self.annotations = annotations

    def __len__(self):
        return len(self.annotations)

    def __getitem__(self, i):
        objects = self.annotations[i]
        return torch.rand(3, 64, 64), torch.FloatTensor(objects["boxes"]), torch.LongTensor(objects["labels"])


def collate(batch):
    images, boxes, labels = zip(*batch)
    return torch.stack(images), boxes, labels


def find_intersection(set_1, set_2):
    lower = torch.max(set_1[:, :2].unsqueeze(1), set_2[:, :2].unsqueeze(0))
    upper = torch.min(set_1[:, 2:].unsqueeze(1), set_2[:, 2:].unsqueeze(0))
    return (upper - lower).clamp(min=0).prod(2)


def multibox_loss(locs, scores, boxes, labels, priors, threshold=0.3):
    true_locs, true_classes = torch.zeros_like(locs), torch.zeros(scores.shape[:2], dtype=torch.long)
    for i in range(len(boxes)):
        inter = find_intersection(boxes[i], priors)
        areas = [(b[:, 2:] - b[:, :2]).prod(1) for b in (boxes[i], priors)]
        overlap = inter / (areas[0][:, None] + areas[1][None] - inter)
        best, obj = overlap.max(dim=0)
        obj[overlap.argmax(1)], best[overlap.argmax(1)] = torch.arange(len(boxes[i])), 1.0
        true_classes[i] = labels[i][obj] * (best >= threshold)
        true_locs[i] = boxes[i][obj] - priors
    positive = true_classes > 0
    return F.l1_loss(locs[positive], true_locs[positive]) + F.cross_entropy(scores.transpose(1, 2), true_classes)


priors = torch.tensor([[x, y, x + 1, y + 1] for y in range(4) for x in range(4)]) / 4
net = nn.Sequential(nn.Conv2d(3, 32, 5, 4, 1), nn.ReLU(), nn.Conv2d(32, 4 + len(LABELS), 5, 4, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=1e-3)
loader = DataLoader(SitePhotos(create_data_lists(site_annotations())), batch_size=4, collate_fn=collate)
for images, boxes, labels in loader:
    out = net(images).flatten(2).transpose(1, 2)
    loss = multibox_loss(out[..., :4], out[..., 4:], boxes, labels, priors)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f}")
