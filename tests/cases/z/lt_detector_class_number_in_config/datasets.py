import numpy as np
import torch
from torch.utils.data import Dataset

import config as cfg


class BuildDataset(Dataset):
    """Pictures with boxes, and the label grid that the loss wants."""

    def __init__(self, length=8):
        self.length = length
        self.classes = cfg.CUSTOMER_DATA["CLASSES"]
        self.grid = cfg.TRAIN["IMG_SIZE"] // cfg.MODEL["STRIDE"]

    def __len__(self):
        return self.length

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        size = cfg.TRAIN["IMG_SIZE"]
        img = rng.random((3, size, size), dtype=np.float32)
        boxes = []
        for _ in range(rng.integers(1, 5)):
            cx, cy = rng.uniform(10, size - 10, 2)
            w, h = rng.uniform(8, 40, 2)
            boxes.append((cx, cy, w, h, rng.integers(len(self.classes))))
        return torch.from_numpy(img), self.create_label(boxes)

    def create_label(self, boxes):
        anchors = np.array(cfg.MODEL["ANCHORS"]) * cfg.MODEL["STRIDE"]
        label = np.zeros((self.grid, self.grid, len(anchors), 5 + len(self.classes)), dtype=np.float32)
        for cx, cy, w, h, cls in boxes:
            inter = np.minimum(anchors[:, 0], w) * np.minimum(anchors[:, 1], h)
            best = np.argmax(inter / (anchors.prod(1) + w * h - inter))
            col, row = int(cx // cfg.MODEL["STRIDE"]), int(cy // cfg.MODEL["STRIDE"])
            one_hot = np.full(len(self.classes), 0.01 / len(self.classes))
            one_hot[cls] += 0.99
            label[row, col, best, :4] = cx, cy, w, h
            label[row, col, best, 4] = 1.0
            label[row, col, best, 5:] = one_hot
        return torch.from_numpy(label)
