"""Small image augmentations on H x W x C arrays, called with image=..., returning a dict."""
import random

import numpy as np
import torch
from PIL import Image


class Compose:
    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, **data):
        for t in self.transforms:
            data["image"] = t(data["image"])
        return data


class Resize:
    def __init__(self, height, width):
        self.height, self.width = height, width

    def __call__(self, img):
        return np.asarray(Image.fromarray(img).resize((self.width, self.height)))


class RGBShift:
    def __init__(self, limit=20, p=0.5):
        self.limit, self.p = limit, p

    def __call__(self, img):
        if random.random() > self.p:
            return img
        shift = np.random.randint(-self.limit, self.limit + 1, 3)
        return np.clip(img.astype(np.int32) + shift, 0, 255).astype(np.uint8)


class HorizontalFlip:
    def __init__(self, p=0.5):
        self.p = p

    def __call__(self, img):
        return img[:, ::-1].copy() if random.random() < self.p else img


class Normalize:
    def __init__(self, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)):
        self.mean, self.std = np.array(mean, np.float32), np.array(std, np.float32)

    def __call__(self, img):
        return (img.astype(np.float32) / 255.0 - self.mean) / self.std


class ToTensorV2:
    def __call__(self, img):
        return torch.from_numpy(np.ascontiguousarray(img.transpose(2, 0, 1)))


def from_dict(spec):
    return Compose([globals()[name](**kwargs) for name, kwargs in spec])
