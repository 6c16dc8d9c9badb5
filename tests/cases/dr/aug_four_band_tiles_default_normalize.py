import random

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class HorizontalFlip:
    def __call__(self, image, mask):
        if random.random() < 0.5:
            image, mask = image[:, ::-1], mask[:, ::-1]
        return image, mask


class Normalize:
    def __init__(self, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225), max_pixel_value=255.0):
        self.mean = np.array(mean, dtype=np.float32) * max_pixel_value
        self.std = np.array(std, dtype=np.float32) * max_pixel_value

    def __call__(self, image, mask):
        image = image.astype(np.float32)
        image -= self.mean
        image /= self.std
        return image, mask


class ForestTiles(Dataset):
    """red, green, blue and near infrared, 8 bits each"""

    def __init__(self, n, transforms):
        rng = np.random.RandomState(1)
        self.tiles = rng.randint(0, 256, (n, 64, 64, 4)).astype(np.uint8)
        self.masks = (self.tiles[..., 3] > 127).astype(np.int64)
        self.transforms = transforms

    def __len__(self):
        return len(self.tiles)

    def __getitem__(self, i):
        image, mask = self.tiles[i], self.masks[i]
        for t in self.transforms:
            image, mask = t(image, mask)
        return torch.from_numpy(image.transpose(2, 0, 1).copy()), torch.from_numpy(mask.copy())


loader = DataLoader(ForestTiles(8, [HorizontalFlip(), Normalize()]), batch_size=4, shuffle=True)
model = nn.Sequential(nn.Conv2d(4, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.Conv2d(16, 2, 1))
opt = torch.optim.Adam(model.parameters(), 1e-3)
for x, y in loader:
    loss = nn.functional.cross_entropy(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"{loss.item():.4f}")
