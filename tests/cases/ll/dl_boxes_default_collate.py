"""Train a small anchor-free detector on x-ray scans of cargo containers."""
import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

CLASSES = ["box", "barrel", "pallet"]


class CargoXrayDataset(Dataset):
    def __init__(self, n_scans, size=64, seed=0):
        self.size = size
        rng = random.Random(seed)
        self.annotations = []
        for k in range(n_scans):
            objects = []
            for _ in range(1 + (k * 5 + seed) % 4):
                x, y = rng.uniform(0, size - 20), rng.uniform(0, size - 20)
                w, h = rng.uniform(8, 20), rng.uniform(8, 20)
                objects.append((x, y, x + w, y + h, rng.randrange(len(CLASSES))))
            self.annotations.append(objects)

    def __len__(self):
        return len(self.annotations)

    def __getitem__(self, i):
        scan = torch.rand(1, self.size, self.size)
        objects = torch.tensor(self.annotations[i])
        target = {"boxes": objects[:, :4], "labels": objects[:, 4].long(), "image_id": torch.tensor(i)}
        return scan, target


def detection_collate(batch):
    scans, targets = zip(*batch)
    return list(scans), list(targets)


class CenterDetector(nn.Module):
    def __init__(self, n_classes, stride=8):
        super().__init__()
        self.stride = stride
        self.backbone = nn.Sequential(
            nn.Conv2d(1, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(32, 32, 3, 2, 1), nn.ReLU(),
        )
        self.heat = nn.Conv2d(32, n_classes, 1)
        self.size = nn.Conv2d(32, 2, 1)

    def forward(self, scans, targets):
        feats = self.backbone(torch.stack(scans))
        heat, wh = self.heat(feats), self.size(feats)
        goal, size_loss = torch.zeros_like(heat), heat.sum() * 0
        for b, t in enumerate(targets):
            cx = ((t["boxes"][:, 0] + t["boxes"][:, 2]) / 2 / self.stride).long().clamp(max=heat.shape[3] - 1)
            cy = ((t["boxes"][:, 1] + t["boxes"][:, 3]) / 2 / self.stride).long().clamp(max=heat.shape[2] - 1)
            goal[b, t["labels"], cy, cx] = 1
            true_wh = t["boxes"][:, 2:] - t["boxes"][:, :2]
            size_loss = size_loss + F.l1_loss(wh[b, :, cy, cx].T, true_wh / self.stride)
        return {"heat": F.binary_cross_entropy_with_logits(heat, goal), "size": size_loss / len(targets)}


def build_loaders(batch_size=4):
    train_loader = DataLoader(CargoXrayDataset(16, seed=1), batch_size=batch_size, drop_last=True)
    valid_loader = DataLoader(CargoXrayDataset(4, seed=2), batch_size=1, collate_fn=detection_collate)
    return train_loader, valid_loader


def run_epoch(model, loader, optimizer=None):
    total = 0.0
    for scans, targets in loader:
        losses = model(scans, targets)
        loss = sum(losses.values())
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item()
    return total / len(loader)


def main():
    torch.manual_seed(0)
    train_loader, valid_loader = build_loaders()
    model = CenterDetector(len(CLASSES))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with torch.no_grad():
        print("before", run_epoch(model, valid_loader))
    for epoch in range(2):
        print(epoch, run_epoch(model, train_loader, optimizer))


if __name__ == "__main__":
    main()
