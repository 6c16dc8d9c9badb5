from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset


class BasicDataset(Dataset):
    """Pictures and class masks that share a file stem."""

    def __init__(self, images_dir, masks_dir, scale=1.0, mask_suffix="_mask"):
        self.images_dir = Path(images_dir)
        self.masks_dir = Path(masks_dir)
        self.scale = scale
        self.mask_suffix = mask_suffix
        self.ids = sorted(p.stem for p in self.images_dir.iterdir() if not p.name.startswith("."))

    def __len__(self):
        return len(self.ids)

    @staticmethod
    def preprocess(pil_img, scale, is_mask):
        w, h = pil_img.size
        new_w, new_h = int(scale * w), int(scale * h)
        pil_img = pil_img.resize((new_w, new_h), resample=Image.NEAREST if is_mask else Image.BICUBIC)
        arr = np.asarray(pil_img)
        if not is_mask:
            arr = arr.transpose((2, 0, 1)) / 255.0
        return arr

    @staticmethod
    def load(path):
        return Image.open(path)

    def __getitem__(self, idx):
        name = self.ids[idx]
        mask = self.load(self.masks_dir / f"{name}{self.mask_suffix}.png")
        img = self.load(self.images_dir / f"{name}.png")
        assert img.size == mask.size, f"Image and mask {name} should be the same size"
        img = self.preprocess(img, self.scale, is_mask=False)
        mask = self.preprocess(mask, self.scale, is_mask=True)
        return {
            "image": torch.as_tensor(img.copy()).float().contiguous(),
            "mask": torch.as_tensor(mask.copy()).long().contiguous(),
        }
