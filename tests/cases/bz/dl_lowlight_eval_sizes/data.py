import os

import numpy as np
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms import functional as TF


def write_pairs(folder, n=4):
    rng = np.random.default_rng(0)
    for i in range(n):
        high = rng.integers(0, 256, (90, 132, 3)).astype("uint8")
        Image.fromarray(high).save(os.path.join(folder, f"{i}_high.png"))
        Image.fromarray(high // 6).save(os.path.join(folder, f"{i}_low.png"))


class TrainPairs(Dataset):
    def __init__(self, folder, crop_size):
        self.folder, self.crop_size = folder, crop_size

    def __len__(self):
        return 4

    def _load(self, i, kind):
        img = TF.to_tensor(Image.open(os.path.join(self.folder, f"{i}_{kind}.png")))
        return TF.center_crop(img, self.crop_size)

    def __getitem__(self, i):
        return self._load(i, "low"), self._load(i, "high")


class EvalImages(Dataset):
    def __init__(self, folder, factor=1):
        self.factor = factor
        self.paths = [os.path.join(folder, f) for f in sorted(os.listdir(folder)) if f.endswith("low.png")]

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        img = TF.to_tensor(Image.open(self.paths[i]))
        h, w = img.shape[1:]
        img = F.pad(img[None], (0, -w % self.factor, 0, -h % self.factor), mode="reflect")[0]
        return img, os.path.basename(self.paths[i]), h, w


def get_training_set(folder, crop_size):
    return TrainPairs(folder, crop_size)


def get_eval_set(folder):
    return EvalImages(folder)


def get_sice_eval_set(folder):
    return EvalImages(folder, factor=8)
