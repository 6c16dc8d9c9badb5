import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class ImageFolder(Dataset):
    """All pictures of a split, as compression models are trained on them."""

    def __init__(self, root, transform=None, split="train"):
        folder = os.path.join(root, split)
        self.samples = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]
        self.transform = transform

    def __getitem__(self, index):
        img = Image.open(self.samples[index]).convert("RGB")
        return self.transform(img) if self.transform else img

    def __len__(self):
        return len(self.samples)


class ScaleHyperprior(nn.Module):
    def __init__(self, n=24, m=32):
        super().__init__()
        self.g_a = nn.Sequential(nn.Conv2d(3, n, 5, 2, 2), nn.GELU(), nn.Conv2d(n, m, 5, 2, 2))
        self.g_s = nn.Sequential(nn.ConvTranspose2d(m, n, 4, 2, 1), nn.GELU(), nn.ConvTranspose2d(n, 3, 4, 2, 1))

    def forward(self, x):
        y = self.g_a(x)
        y = y + (torch.rand_like(y) - 0.5)
        return self.g_s(y), y.abs().mean()


def write_pictures(root):
    os.makedirs(os.path.join(root, "train"))
    rng = np.random.default_rng(1)
    for k, (h, w) in enumerate([(150, 200), (160, 130), (128, 190), (90, 300), (140, 140), (200, 135)]):
        Image.fromarray(rng.integers(0, 255, (h, w, 3), dtype=np.uint8)).save(f"{root}/train/{k:02d}.png")


def main(patch_size=(128, 128), batch_size=2):
    train_transforms = transforms.Compose([transforms.RandomCrop(patch_size), transforms.ToTensor()])
    with tempfile.TemporaryDirectory() as root:
        write_pictures(root)
        train_dataset = ImageFolder(root, split="train", transform=train_transforms)
        model = ScaleHyperprior()
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
        for i, d in enumerate(DataLoader(train_dataset, batch_size=batch_size)):
            x_hat, rate = model(d)
            loss = rate + 100 * nn.functional.mse_loss(x_hat, d)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(i, loss.item())


main()
