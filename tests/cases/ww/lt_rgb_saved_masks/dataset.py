import os

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset

MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
STD = np.array([0.229, 0.224, 0.225], dtype=np.float32)


class PartsDataset(Dataset):
    def __init__(self, root, split, flip=False):
        self.image_dir = os.path.join(root, split, "images")
        self.mask_dir = os.path.join(root, split, "masks")
        self.names = sorted(os.listdir(self.image_dir))
        self.flip = flip

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        name = self.names[i]
        image = np.asarray(Image.open(os.path.join(self.image_dir, name)), dtype=np.float32) / 255
        mask = np.array(Image.open(os.path.join(self.mask_dir, name)))
        if self.flip and i % 2:
            image, mask = image[:, ::-1], mask[:, ::-1]
        image = (image - MEAN) / STD
        image = torch.from_numpy(image.transpose(2, 0, 1).copy())
        mask = torch.from_numpy(mask.astype(np.int64))
        return image, mask
