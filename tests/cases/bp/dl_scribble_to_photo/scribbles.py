import json
import os

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch.utils.data import Dataset


def read_rgb(path):
    image = Image.open(path).convert("RGB")
    return np.asarray(image, dtype=np.float32)


class ScribbleDataset(Dataset):
    """source/ holds the scribbles, target/ the photographs, prompt.json one record per line."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "prompt.json")) as f:
            self.data = [json.loads(line) for line in f]

    def __len__(self):
        return len(self.data)

    def __getitem__(self, idx):
        item = self.data[idx]
        source = read_rgb(os.path.join(self.folder, item["source"])) / 255.0
        target = read_rgb(os.path.join(self.folder, item["target"])) / 127.5 - 1.0
        return dict(
            jpg=torch.from_numpy(target).permute(2, 0, 1),
            hint=torch.from_numpy(source).permute(2, 0, 1),
        )


def write_samples(folder, n=4, side=270):
    os.makedirs(os.path.join(folder, "source"))
    os.makedirs(os.path.join(folder, "target"))
    rng = np.random.default_rng(0)
    with open(os.path.join(folder, "prompt.json"), "w") as f:
        for k in range(n):
            scribble = Image.new("RGB", (side, side))
            ImageDraw.Draw(scribble).ellipse((30 + k, 40, 200, 220 - k), outline=(255, 255, 255), width=3)
            scribble.save(os.path.join(folder, f"source/{k}.png"))
            photo = rng.integers(0, 255, (side, side, 3), dtype=np.uint8)
            Image.fromarray(photo).save(os.path.join(folder, f"target/{k}.png"))
            f.write(json.dumps(dict(source=f"source/{k}.png", target=f"target/{k}.png", prompt="a bowl")) + "\n")
