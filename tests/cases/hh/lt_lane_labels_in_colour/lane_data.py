import os

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch.utils.data import Dataset
from torchvision.transforms import functional as TF

WIDTH, HEIGHT = 160, 90


def convert_annotations(root, n):
    """draws every lane with its number as the pixel value"""
    os.makedirs(os.path.join(root, "clips"))
    os.makedirs(os.path.join(root, "segGT6"))
    rng = np.random.RandomState(0)
    for k in range(n):
        photo = Image.fromarray(rng.randint(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8))
        label = Image.new("RGB", (WIDTH, HEIGHT))
        pen = ImageDraw.Draw(label)
        for lane in range(1, 7):
            x = int(rng.randint(0, WIDTH))
            pen.line([(x, HEIGHT), (WIDTH // 2, HEIGHT // 3)], fill=(lane, lane, lane), width=5)
        photo.save(os.path.join(root, "clips", f"{k}.png"))
        label.save(os.path.join(root, "segGT6", f"{k}.png"))


class LaneFolder(Dataset):
    def __init__(self, root):
        self.root = root
        self.names = sorted(os.listdir(os.path.join(root, "clips")))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        image = Image.open(os.path.join(self.root, "clips", self.names[i])).convert("RGB")
        label = Image.open(os.path.join(self.root, "segGT6", self.names[i]))
        return TF.to_tensor(image), torch.as_tensor(np.array(label), dtype=torch.int64)
