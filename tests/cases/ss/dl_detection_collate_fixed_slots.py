import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

MAX_NUM_INSTANCES = 10


class ShelfPhotos(Dataset):
    """Photos of shop shelves; every product has one box (y1, x1, y2, x2)."""

    def __init__(self, size=96):
        self.size = size
        self.counts = [3, 7, 5, 10, 2, 8, 14, 6, 4, 12, 9, 1]

    def __len__(self):
        return len(self.counts)

    def __getitem__(self, i):
        rng = np.random.default_rng(100 + i)
        img = rng.integers(0, 255, (3, self.size, self.size), dtype=np.uint8)
        n = self.counts[i]
        yx = rng.uniform(0, self.size - 20, (n, 2))
        hw = rng.uniform(8, 20, (n, 2))
        ann = dict(
            bbox=np.concatenate([yx, yx + hw], axis=1).astype(np.float32),
            cls=rng.integers(1, 4, n).astype(np.int64),
            img_id=i,
        )
        return img, ann


def fast_collate(batch):
    batch_size = len(batch)
    images = torch.zeros((batch_size, *batch[0][0].shape), dtype=torch.uint8)
    target = {
        "bbox": torch.zeros((batch_size, MAX_NUM_INSTANCES, 4)),
        "cls": torch.full((batch_size, MAX_NUM_INSTANCES), -1),
        "img_id": torch.zeros(batch_size, dtype=torch.int64),
    }
    for i, (img, ann) in enumerate(batch):
        images[i] += torch.from_numpy(img)
        n = len(ann["cls"])
        target["bbox"][i, :n] = torch.from_numpy(ann["bbox"])
        target["cls"][i, :n] = torch.from_numpy(ann["cls"])
        target["img_id"][i] = ann["img_id"]
    return images, target


class PrefetchLoader:
    def __init__(self, loader, mean=0.45, std=0.225):
        self.loader, self.mean, self.std = loader, mean * 255, std * 255

    def __len__(self):
        return len(self.loader)

    def __iter__(self):
        for images, target in self.loader:
            yield (images.float() - self.mean) / self.std, target


class DenseDetector(nn.Module):
    def __init__(self, num_classes=4, stride=8):
        super().__init__()
        self.stride = stride
        self.body = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(32, 32, 3, 2, 1), nn.ReLU(),
        )
        self.class_net = nn.Conv2d(32, num_classes, 1)

    def forward(self, x):
        return self.class_net(self.body(x))


def label_cells(target, shape, stride):
    labels = torch.zeros(shape, dtype=torch.int64)
    for b in range(shape[0]):
        keep = target["cls"][b] > 0
        boxes, classes = target["bbox"][b][keep], target["cls"][b][keep]
        centre = ((boxes[:, :2] + boxes[:, 2:]) / 2 / stride).long()
        labels[b, centre[:, 0], centre[:, 1]] = classes
    return labels


def main():
    loader = PrefetchLoader(DataLoader(ShelfPhotos(), batch_size=4, collate_fn=fast_collate))
    model = DenseDetector()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    for step, (images, target) in enumerate(loader):
        logits = model(images)
        labels = label_cells(target, (logits.shape[0], *logits.shape[2:]), model.stride)
        loss = F.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step + 1}/{len(loader)} loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
