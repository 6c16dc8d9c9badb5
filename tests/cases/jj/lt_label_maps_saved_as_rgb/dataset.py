import os

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset

CLASSES = ("background", "road", "building", "tree", "water")


def write_fake_data(root, n=6, size=(64, 48)):
    """Self-made data set; the annotation tool has exported the class index into all three channels."""
    rng = np.random.default_rng(0)
    for sub in ("img_dir", "ann_dir"):
        os.makedirs(os.path.join(root, sub))
    for i in range(n):
        img = rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
        index = rng.integers(0, len(CLASSES), (size[1], size[0]), dtype=np.uint8)
        Image.fromarray(img).save(os.path.join(root, "img_dir", f"{i:03d}.png"))
        Image.fromarray(np.stack([index] * 3, axis=-1)).save(os.path.join(root, "ann_dir", f"{i:03d}.png"))


class CustomDataset(Dataset):
    def __init__(self, root, pipeline):
        self.root, self.pipeline = root, pipeline
        self.names = sorted(os.listdir(os.path.join(root, "img_dir")))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        results = {
            "img": np.array(Image.open(os.path.join(self.root, "img_dir", self.names[i]))),
            "gt_seg_map": np.array(Image.open(os.path.join(self.root, "ann_dir", self.names[i]))),
        }
        for step in self.pipeline:
            results = step(results)
        return results


class RandomFlip:
    def __call__(self, results):
        if torch.rand(1).item() < 0.5:
            results = {k: v[:, ::-1].copy() for k, v in results.items()}
        return results


class PackSegInputs:
    def __call__(self, results):
        img = torch.from_numpy(results["img"]).permute(2, 0, 1).float() / 255
        return img, torch.from_numpy(results["gt_seg_map"]).long()
