import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

MAX_NUM_INSTANCES = 10
IMG = 96
GRID = 12


class AppleOrchard(Dataset):
    """Pictures of trees; every fruit has a box (y1, x1, y2, x2) and a class."""

    def __init__(self, counts):
        self.counts = counts

    def __len__(self):
        return len(self.counts)

    def __getitem__(self, index):
        rng = np.random.default_rng(index)
        n = self.counts[index]
        top_left = rng.uniform(0, IMG - 12, (n, 2))
        bbox = np.concatenate([top_left, top_left + rng.uniform(5, 12, (n, 2))], 1).astype(np.float32)
        img = rng.integers(0, 100, (3, IMG, IMG), dtype=np.uint8)
        for y1, x1, y2, x2 in bbox.astype(int):
            img[0, y1:y2, x1:x2] = 220
        cls = rng.integers(1, 3, n)
        return img, {"bbox": bbox, "cls": cls, "img_scale": 1.0}


def fast_collate(batch):
    batch_size = len(batch)
    images = torch.zeros((batch_size, *batch[0][0].shape), dtype=torch.uint8)
    target = {
        "bbox": torch.full((batch_size, MAX_NUM_INSTANCES, 4), -1.0),
        "cls": torch.full((batch_size, MAX_NUM_INSTANCES), -1, dtype=torch.long),
        "img_scale": torch.ones(batch_size),
    }
    for i, (img, ann) in enumerate(batch):
        images[i] = torch.from_numpy(img)
        num_elem = ann["bbox"].shape[0]
        target["bbox"][i, 0:num_elem] = torch.from_numpy(ann["bbox"])
        target["cls"][i, 0:num_elem] = torch.from_numpy(ann["cls"])
        target["img_scale"][i] = ann["img_scale"]
    return images, target


class GridDetector(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(32, 32, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.cls_head = nn.Conv2d(32, num_classes + 1, 1)
        self.box_head = nn.Conv2d(32, 4, 1)

    def forward(self, x):
        f = self.backbone((x.float() - 110) / 60)
        return self.cls_head(f), self.box_head(f)


def assign(target):
    b = len(target["cls"])
    cls_map = torch.zeros(b, GRID, GRID, dtype=torch.long)
    box_map = torch.zeros(b, 4, GRID, GRID)
    cell = IMG // GRID
    for i in range(b):
        for box, c in zip(target["bbox"][i], target["cls"][i]):
            if c < 0:
                continue
            cy, cx = ((box[:2] + box[2:]) / 2 / cell).long().clamp(0, GRID - 1).tolist()
            cls_map[i, cy, cx] = c
            box_map[i, :, cy, cx] = box / IMG
    return cls_map, box_map


def train_epoch(model, loader, optimizer):
    model.train()
    for step, (images, target) in enumerate(loader):
        cls_map, box_map = assign(target)
        cls_out, box_out = model(images)
        positive = (cls_map > 0).unsqueeze(1)
        loss = nn.functional.cross_entropy(cls_out, cls_map)
        loss = loss + (torch.abs(box_out - box_map) * positive).sum() / positive.sum().clamp(min=1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step} loss {loss.item():.3f}")


def main():
    torch.manual_seed(0)
    orchard = AppleOrchard([3, 7, 5, 9, 2, 8, 4, 14, 6, 10, 1, 12])
    loader = DataLoader(orchard, batch_size=4, collate_fn=fast_collate)
    model = GridDetector(num_classes=2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    train_epoch(model, loader, optimizer)
    model.eval()
    with torch.no_grad():
        for images, target in loader:
            found = (model(images)[0].argmax(1) > 0).sum((1, 2))
            print(found.tolist(), (target["cls"] >= 0).sum(1).tolist())


main()
