import numpy as np
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

import params


class Pictures(Dataset):
    def __init__(self, mode, side, transform, n=16):
        self.mode, self.side, self.transform, self.n = mode, side, transform, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        shape = (self.side, self.side) + ((3,) if self.mode == "RGB" else ())
        pixels = np.random.default_rng(i).integers(0, 256, shape, dtype=np.uint8)
        return self.transform(Image.fromarray(pixels)), i % params.num_class


def get_loader(name):
    if name == "digits":
        tf = transforms.Compose([
            transforms.Resize(params.image_size),
            transforms.ToTensor(),
            transforms.Normalize(params.digits_mean, params.digits_std),
        ])
        return DataLoader(Pictures("L", 28, tf), batch_size=params.batch_size)
    tf = transforms.Compose([
        transforms.Resize(params.image_size),
        transforms.ToTensor(),
        transforms.Normalize(params.street_mean, params.street_std),
    ])
    return DataLoader(Pictures("RGB", 32, tf), batch_size=params.batch_size)
