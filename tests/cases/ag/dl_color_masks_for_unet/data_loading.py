import os

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset


class BasicDataset(Dataset):
    def __init__(self, images_dir, masks_dir, scale=1.0):
        self.images_dir = images_dir
        self.masks_dir = masks_dir
        self.scale = scale
        self.ids = [os.path.splitext(f)[0] for f in sorted(os.listdir(images_dir))]

    def __len__(self):
        return len(self.ids)

    @staticmethod
    def preprocess(pil_img, scale, is_mask):
        w, h = pil_img.size
        pil_img = pil_img.resize((int(scale * w), int(scale * h)), Image.NEAREST if is_mask else Image.BICUBIC)
        img = np.asarray(pil_img)
        if is_mask:
            return (img > 127).astype(np.int64)
        return (img / 255.0).transpose((2, 0, 1))

    def __getitem__(self, idx):
        name = self.ids[idx]
        img = Image.open(os.path.join(self.images_dir, name + ".jpg"))
        mask = Image.open(os.path.join(self.masks_dir, name + ".png"))
        assert img.size == mask.size, f"image and mask {name} should be the same size"
        img = self.preprocess(img, self.scale, is_mask=False)
        mask = self.preprocess(mask, self.scale, is_mask=True)
        return {
            "image": torch.as_tensor(img.copy()).float().contiguous(),
            "mask": torch.as_tensor(mask.copy()).long().contiguous(),
        }
