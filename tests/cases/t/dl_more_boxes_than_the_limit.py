import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

MAX_NUM_INSTANCES = 20


class Cells(Dataset):
    """Microscope fields with a box for every cell; some fields are crowded."""

    def __init__(self, n=12, size=96):
        self.rng = np.random.RandomState(3)
        self.counts = [5, 11, 8, 17, 3, 27, 9, 14, 6, 12, 19, 10][:n]
        self.size = size

    def __len__(self):
        return len(self.counts)

    def __getitem__(self, i):
        n = self.counts[i]
        img = self.rng.randint(0, 255, (3, self.size, self.size), dtype=np.uint8)
        corner = self.rng.randint(0, self.size - 16, (n, 2))
        boxes = np.concatenate([corner, corner + 12], axis=1).astype(np.float32)
        return img, {"bbox": boxes, "cls": np.ones(n, dtype=np.int64)}


def fast_collate(batch):
    batch_size = len(batch)
    images = torch.zeros((batch_size, *batch[0][0].shape), dtype=torch.uint8)
    bbox = torch.full((batch_size, MAX_NUM_INSTANCES, 4), -1.0)
    cls = torch.full((batch_size, MAX_NUM_INSTANCES), -1, dtype=torch.int64)
    for i, (image, target) in enumerate(batch):
        images[i] += torch.from_numpy(image)
        num_elem = target["bbox"].shape[0]
        bbox[i, 0:num_elem] = torch.from_numpy(target["bbox"])
        cls[i, 0:num_elem] = torch.from_numpy(target["cls"])
    return images, {"bbox": bbox, "cls": cls}


class TinyDet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.SiLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.SiLU())
        self.score = nn.Conv2d(32, 1, 1)

    def forward(self, x):
        return self.score(self.stem(x))[:, 0]


def anchors(bbox, cls, size):
    """A map that is one where the middle of a box lies."""
    heat = torch.zeros(len(bbox), size, size)
    for b, (boxes, labels) in enumerate(zip(bbox, cls)):
        middle = ((boxes[:, :2] + boxes[:, 2:]) / 8).long()[labels > 0]
        heat[b, middle[:, 1], middle[:, 0]] = 1.0
    return heat


model = TinyDet()
opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
for images, target in DataLoader(Cells(), batch_size=4, collate_fn=fast_collate):
    out = model(images.float() / 255)
    loss = nn.functional.binary_cross_entropy_with_logits(out, anchors(target["bbox"], target["cls"], out.shape[-1]))
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"{loss.item():.4f}")
