import random

import numpy as np
import torch
from torch.utils.data import Dataset


class RoadScenes(Dataset):
    def __init__(self, n, crop_size=(64, 64), multi_scale=False, num_classes=5):
        rng = np.random.default_rng(1)
        self.images = rng.random((n, 3, 80, 96), dtype=np.float32)
        self.labels = rng.integers(0, num_classes, (n, 80, 96))
        self.crop_size = crop_size
        self.multi_scale = multi_scale

    def __len__(self):
        return len(self.images)

    def scaled_crop(self, image, label):
        scale = random.choice((0.5, 0.75, 1.0))
        size = [int(scale * s) for s in image.shape[-2:]]
        image = torch.nn.functional.interpolate(image[None], size=size, mode="bilinear")[0]
        label = torch.nn.functional.interpolate(label[None, None].float(), size=size)[0, 0].long()
        missing = [max(0, want - have) for want, have in zip(self.crop_size, size)]
        image = torch.nn.functional.pad(image, (0, missing[1], 0, missing[0]))
        label = torch.nn.functional.pad(label, (0, missing[1], 0, missing[0]), value=255)
        top = random.randint(0, image.shape[1] - self.crop_size[0])
        left = random.randint(0, image.shape[2] - self.crop_size[1])
        box = slice(top, top + self.crop_size[0]), slice(left, left + self.crop_size[1])
        return image[(slice(None), *box)], label[box]

    def __getitem__(self, i):
        image, label = torch.from_numpy(self.images[i]), torch.from_numpy(self.labels[i])
        if self.multi_scale:
            image, label = self.scaled_crop(image, label)
        return image, label
