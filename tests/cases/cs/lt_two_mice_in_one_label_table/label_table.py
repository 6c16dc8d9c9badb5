import csv

import numpy as np
import torch
from torch.utils.data import Dataset

BODYPARTS = ["nose", "ear_l", "ear_r", "neck", "paw_l", "paw_r", "spine", "hip", "tail_base", "tail_tip"]


def write_label_table(path, individuals, n_frames=24, size=64):
    rng = np.random.default_rng(1)
    columns = [(who, part, axis) for who in individuals for part in BODYPARTS for axis in "xy"]
    with open(path, "w", newline="") as f:
        w = csv.writer(f)
        for level, name in enumerate(("individuals", "bodyparts", "coords")):
            w.writerow([name] + [c[level] for c in columns])
        for i in range(n_frames):
            w.writerow([f"img{i:04d}.png"] + [f"{v:.1f}" for v in rng.uniform(4, size - 4, len(columns))])


class HeatmapDataset(Dataset):
    def __init__(self, path, image_size, downsample_factor):
        with open(path, newline="") as f:
            rows = list(csv.reader(f))
        self.keypoint_names = [f"{a}_{b}" for a, b in zip(rows[0][1::2], rows[1][1::2])]
        values = torch.tensor([[float(v) for v in row[1:]] for row in rows[3:]])
        self.keypoints = values.reshape(len(values), -1, 2)
        self.image_size, self.step = image_size, 2 ** downsample_factor

    def __len__(self):
        return len(self.keypoints)

    def __getitem__(self, i):
        image = torch.rand(3, self.image_size, self.image_size)
        grid = torch.arange(0, self.image_size, self.step) + self.step / 2
        x, y = self.keypoints[i].unbind(-1)
        dist = (grid[None, None, :] - x[:, None, None]) ** 2 + (grid[None, :, None] - y[:, None, None]) ** 2
        return image, torch.exp(-dist / (2 * self.step ** 2))
