import pathlib

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from words import CAPTIONS, encode

SIZE = 64


def make_album(root, n=12):
    rng = np.random.default_rng(11)
    files = []
    for k in range(n):
        old_photo = k % 5 == 4
        shape = (80, 96) if old_photo else (80, 96, 3)
        p = pathlib.Path(root) / f"picture_{k:02d}.jpg"
        Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8)).save(p)
        files.append(p)
    return files[:8], files[8:]


class CaptionAlbum(Dataset):
    def __init__(self, files, transform):
        self.files, self.transform = files, transform

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        image = Image.open(self.files[i]).convert("RGB")
        caption = CAPTIONS[i % len(CAPTIONS)]
        return self.transform(image), torch.tensor(encode(caption))


def get_loader(files, batch_size):
    transform = transforms.Compose([
        transforms.Resize(72),
        transforms.RandomCrop(SIZE),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
    ])
    return DataLoader(CaptionAlbum(files, transform), batch_size=batch_size, shuffle=True)
