import random

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def shift_and_flip(image, bboxes, class_labels):
    shift = random.uniform(-0.3, 0.3)
    image = np.roll(image, int(shift * image.shape[1]), axis=1)[:, ::-1]
    moved = [(1 - (x + shift), y, w, h, c) for (x, y, w, h), c in zip(bboxes, class_labels.ravel())]
    kept = [m for m in moved if 0 < m[0] < 1]
    return {"image": image, "bboxes": [m[:4] for m in kept], "class_labels": [m[4] for m in kept]}


class Augment:
    def __init__(self, p=0.5):
        self.p = p

    def __call__(self, labels):
        if len(labels["cls"]) and random.random() < self.p:
            new = shift_and_flip(labels["img"], labels["bboxes"], labels["cls"])
            if len(new["class_labels"]) > 0:
                labels["img"] = np.ascontiguousarray(new["image"])
                labels["cls"] = np.array(new["class_labels"])
                labels["bboxes"] = np.array(new["bboxes"], dtype=np.float32)
        return labels


class Traffic(Dataset):
    def __init__(self, transform):
        self.transform = transform

    def __len__(self):
        return 16

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        k = int(rng.integers(1, 5))
        img, boxes = rng.random((64, 64, 3), dtype=np.float32), rng.uniform(0.2, 0.8, (k, 4)).astype(np.float32)
        cls = rng.integers(0, 3, (k, 1)).astype(np.float32)
        labels = self.transform({"img": img, "cls": cls, "bboxes": boxes})
        return {key: torch.from_numpy(value) for key, value in labels.items()}


def collate_fn(batch):
    out = {key: torch.cat([b[key] for b in batch], 0) for key in ("cls", "bboxes")}
    out["img"] = torch.stack([b["img"] for b in batch]).permute(0, 3, 1, 2)
    out["batch_idx"] = torch.cat([torch.full((len(b["cls"]),), i) for i, b in enumerate(batch)])
    return out


def detection_loss(pred, batch):
    cx, cy = (batch["bboxes"][:, :2] * pred.shape[-1]).long().clamp(0, pred.shape[-1] - 1).T
    cell = pred[batch["batch_idx"], :, cy, cx]
    loss_cls = nn.functional.cross_entropy(cell[:, :3], batch["cls"][:, 0].long())
    return loss_cls + nn.functional.l1_loss(cell[:, 3:].sigmoid(), batch["bboxes"])


random.seed(3)
model = nn.Sequential(nn.Conv2d(3, 16, 8, 8), nn.SiLU(), nn.Conv2d(16, 3 + 4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
for batch in DataLoader(Traffic(Augment()), batch_size=8, collate_fn=collate_fn):
    loss = detection_loss(model(batch["img"]), batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
