import os
import tempfile

import numpy as np
import torch
import torchvision.transforms as Transforms
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder


def make_pictures(root, n=8):
    rng = np.random.default_rng(0)
    os.makedirs(os.path.join(root, "faces"))
    for i in range(n):
        Image.fromarray(rng.integers(0, 255, (40, 40, 3), dtype=np.uint8)).save(os.path.join(root, "faces", f"{i}.png"))


class GANTrainer:
    """Pictures grow from scale to scale; each scale has its own data set."""

    def __init__(self, path_db, config):
        self.path_db = path_db
        self.config = config
        dim = config["dim_output"]
        self.generator = nn.Sequential(nn.Linear(16, dim * 16), nn.Tanh(), nn.Unflatten(1, (dim, 4, 4)))
        self.discriminator = nn.Sequential(nn.Conv2d(dim, 16, 3, padding=1), nn.LeakyReLU(0.2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 1))

    def get_transform(self, size):
        transform_list = [Transforms.Resize((size, size)), Transforms.ToTensor()]
        if self.config["dim_output"] == 1:
            transform_list = [Transforms.Grayscale(1)] + transform_list
        transform_list.append(Transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)))
        return Transforms.Compose(transform_list)

    def get_dataset(self, scale):
        size = 2 ** (scale + 2)
        print("size", size)
        return ImageFolder(self.path_db, transform=self.get_transform(size))

    def train_on_scale(self, scale):
        loader = DataLoader(self.get_dataset(scale), batch_size=4, shuffle=True, drop_last=True)
        opt = torch.optim.Adam(self.discriminator.parameters(), lr=1e-3)
        for real, _ in loader:
            fake = nn.functional.interpolate(self.generator(torch.randn(len(real), 16)), size=real.shape[-2:])
            loss = self.discriminator(fake.detach()).mean() - self.discriminator(real).mean()
            opt.zero_grad()
            loss.backward()
            opt.step()
        return loss.item()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        make_pictures(folder)
        trainer = GANTrainer(folder, {"dim_output": 1, "scales": 2})
        for scale in range(2):
            print(trainer.train_on_scale(scale))
