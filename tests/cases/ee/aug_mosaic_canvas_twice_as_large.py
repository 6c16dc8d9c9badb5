import random

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SIZE = 96


class DetectionPaddedRescale:
    def __init__(self, size):
        self.size = size

    def __call__(self, img, boxes, pick):
        h, w = img.shape[:2]
        r = min(self.size[0] / h, self.size[1] / w)
        ys = (np.arange(int(h * r)) / r).astype(int)
        xs = (np.arange(int(w * r)) / r).astype(int)
        out = np.full((*self.size, 3), 114, np.uint8)
        out[:len(ys), :len(xs)] = img[ys][:, xs]
        return out, boxes * r


class DetectionMosaic:
    def __init__(self, input_dim, prob):
        self.input_dim, self.prob = input_dim, prob

    def __call__(self, img, boxes, pick):
        if random.random() > self.prob:
            return img, boxes
        h, w = self.input_dim
        fit = DetectionPaddedRescale(self.input_dim)
        canvas = np.full((2 * h, 2 * w, 3), 114, np.uint8)
        merged = []
        for k, (im, bx) in enumerate([(img, boxes)] + [pick() for _ in range(3)]):
            im, bx = fit(im, bx, pick)
            y, x = k // 2 * h, k % 2 * w
            canvas[y:y + h, x:x + w] = im
            merged.append(bx + np.array([x, y, x, y]))
        return canvas, np.concatenate(merged)


class DetectionHorizontalFlip:
    def __call__(self, img, boxes, pick):
        if random.random() < 0.5:
            w = img.shape[1]
            img = img[:, ::-1].copy()
            boxes = np.stack([w - boxes[:, 2], boxes[:, 1], w - boxes[:, 0], boxes[:, 3]], 1)
        return img, boxes


class CargoXray(Dataset):
    def __init__(self, transforms, n=16):
        rng = np.random.default_rng(11)
        self.images = [rng.integers(0, 256, (SIZE, SIZE, 3)).astype(np.uint8) for _ in range(n)]
        self.boxes = [np.sort(rng.uniform(0, SIZE, (rng.integers(1, 5), 4)), 1) for _ in range(n)]
        self.transforms = transforms

    def __len__(self):
        return len(self.images)

    def pick(self):
        i = random.randrange(len(self))
        return self.images[i], self.boxes[i]

    def __getitem__(self, i):
        img, boxes = self.images[i], self.boxes[i]
        for t in self.transforms:
            img, boxes = t(img, boxes, self.pick)
        return torch.from_numpy(img), torch.from_numpy(boxes)


def detection_collate(batch):
    images = torch.stack([b[0] for b in batch]).permute(0, 3, 1, 2).float() / 255
    targets = torch.cat([nn.functional.pad(b[1], (1, 0), value=i) for i, b in enumerate(batch)])
    return images, targets


random.seed(0)
torch.manual_seed(0)
train_set = CargoXray([
    DetectionPaddedRescale((SIZE, SIZE)),
    DetectionMosaic(input_dim=(SIZE, SIZE), prob=0.5),
    DetectionHorizontalFlip(),
])
model = nn.Sequential(nn.Conv2d(3, 8, 3, 4, 1), nn.ReLU(), nn.Conv2d(8, 5, 3, 4, 1))
for images, targets in DataLoader(train_set, batch_size=8, collate_fn=detection_collate):
    out = model(images)
    print(images.shape, len(targets), out.shape)
