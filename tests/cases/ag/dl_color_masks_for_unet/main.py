import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader

from data_loading import BasicDataset
from train import train_net
from unet import UNet


def paint_samples(folder, n=6):
    """photos as .jpg and masks painted with an image editor, saved as .png"""
    rng = np.random.RandomState(0)
    for sub in ("imgs", "masks"):
        os.makedirs(os.path.join(folder, sub))
    for i in range(n):
        photo = rng.randint(0, 256, (120, 160, 3)).astype(np.uint8)
        mask = np.zeros((120, 160, 3), np.uint8)
        y, x = rng.randint(10, 50, 2)
        mask[y:y + 50, x:x + 60] = 255
        Image.fromarray(photo).save(os.path.join(folder, "imgs", f"car{i}.jpg"))
        Image.fromarray(mask).save(os.path.join(folder, "masks", f"car{i}.png"))


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as d:
        paint_samples(d)
        dataset = BasicDataset(os.path.join(d, "imgs"), os.path.join(d, "masks"), scale=0.5)
        train_loader = DataLoader(dataset, shuffle=True, batch_size=2)
        net = UNet(n_channels=3, n_classes=2)
        train_net(net, train_loader, epochs=1)
