"""Anchor-free detector for cars on aerial views of parking lots."""
import argparse

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

MAX_NUM_INSTANCES = 24


class ParkingLots(Dataset):
    """Aerial tiles; boxes are yxyx in pixels, classes start at 1."""

    def __init__(self, n, size, seed=11):
        rng = np.random.RandomState(seed)
        self.size = size
        self.annotations = []
        for _ in range(n):
            k = rng.randint(6, 34)
            tl = rng.uniform(0, size - 12, (k, 2))
            boxes = np.concatenate([tl, tl + rng.uniform(6, 12, (k, 2))], 1).astype(np.float32)
            self.annotations.append((boxes, rng.randint(1, 3, k)))

    def __len__(self):
        return len(self.annotations)

    def __getitem__(self, index):
        boxes, labels = self.annotations[index]
        img = np.full((3, self.size, self.size), 90, np.uint8)
        for y0, x0, y1, x1 in boxes.astype(int):
            img[:, y0:y1, x0:x1] = 200
        return img, dict(bbox=boxes, cls=labels, img_id=index)


class DetectionFastCollate:
    def __init__(self, instance_fill=-1, max_instances=MAX_NUM_INSTANCES):
        self.instance_fill = instance_fill
        self.max_instances = max_instances

    def __call__(self, batch):
        batch_size = len(batch)
        images = torch.zeros((batch_size, *batch[0][0].shape), dtype=torch.uint8)
        target = {}
        for i, (img, annos) in enumerate(batch):
            images[i] += torch.from_numpy(img)
            for key, value in annos.items():
                if not isinstance(value, np.ndarray):
                    target.setdefault(key, []).append(value)
                    continue
                value = torch.from_numpy(value)
                if key not in target:
                    shape = (batch_size, self.max_instances) + tuple(value.shape[1:])
                    target[key] = torch.full(shape, self.instance_fill, dtype=value.dtype)
                n = value.shape[0]
                target[key][i, 0:n] = value
        return images, target


class CenterDetector(nn.Module):
    stride = 8

    def __init__(self, num_classes, width=16):
        super().__init__()
        layers, c = [], 3
        for _ in range(3):
            layers += [nn.Conv2d(c, width, 3, 2, 1), nn.BatchNorm2d(width), nn.SiLU()]
            c = width
        self.backbone = nn.Sequential(*layers)
        self.class_net = nn.Conv2d(width, num_classes, 3, padding=1)
        self.box_net = nn.Conv2d(width, 4, 3, padding=1)

    def forward(self, x):
        x = self.backbone(x)
        return self.class_net(x), self.box_net(x)


def detection_loss(cls_out, box_out, target, stride):
    heat = torch.zeros_like(cls_out)
    box_loss = box_out.sum() * 0
    for i in range(cls_out.size(0)):
        valid = target["cls"][i] > 0
        boxes, labels = target["bbox"][i][valid], target["cls"][i][valid] - 1
        cy = ((boxes[:, 0] + boxes[:, 2]) / 2 / stride).long()
        cx = ((boxes[:, 1] + boxes[:, 3]) / 2 / stride).long()
        heat[i, labels, cy, cx] = 1
        box_loss = box_loss + F.smooth_l1_loss(box_out[i, :, cy, cx].t(), boxes / stride)
    return F.binary_cross_entropy_with_logits(cls_out, heat) + 0.1 * box_loss


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--num-classes", type=int, default=2)
    p.add_argument("--image-size", type=int, default=128)
    p.add_argument("-b", "--batch-size", type=int, default=4)
    p.add_argument("--epochs", type=int, default=2)
    args = p.parse_args()
    torch.manual_seed(0)
    train_set = ParkingLots(16, args.image_size)
    loader = DataLoader(train_set, batch_size=args.batch_size, collate_fn=DetectionFastCollate())
    model = CenterDetector(args.num_classes)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    for epoch in range(args.epochs):
        for images, target in loader:
            cls_out, box_out = model(images.float() / 255)
            loss = detection_loss(cls_out, box_out, target, model.stride)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"Train: {epoch} loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
