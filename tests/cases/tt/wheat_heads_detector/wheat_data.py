import numpy as np
import torch
from torch.utils.data import Dataset

SIDE = 96


def make_records(n, seed):
    """List of (image array, list of [xmin, ymin, xmax, ymax]) like the csv of the competition."""
    rng = np.random.RandomState(seed)
    records = []
    for k in range(n):
        img = rng.randint(0, 80, (SIDE, SIDE, 3)).astype(np.uint8)
        boxes = []
        for _ in range([2, 3, 1, 0][k % 4]):
            x, y = rng.randint(0, SIDE - 32, 2)
            w, h = rng.randint(16, 30, 2)
            img[y:y + h, x:x + w] = (220, 190, 60)
            boxes.append([x, y, x + w, y + h])
        records.append((img, boxes))
    return records


class WheatDataset(Dataset):
    def __init__(self, records, flip_prob=0.5):
        self.records = records
        self.flip_prob = flip_prob

    def __len__(self):
        return len(self.records)

    def __getitem__(self, index):
        img, boxes = self.records[index]
        if torch.rand(()) < self.flip_prob:
            img = img[:, ::-1].copy()
            boxes = [[SIDE - x2, y1, SIDE - x1, y2] for x1, y1, x2, y2 in boxes]
        image = torch.from_numpy(img).permute(2, 0, 1).float() / 255
        target = {
            "boxes": torch.tensor(boxes, dtype=torch.float32),
            "labels": torch.ones(len(boxes), dtype=torch.int64),
            "image_id": torch.tensor([index]),
        }
        return image, target


def collate_fn(batch):
    return tuple(zip(*batch))
