import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset


class BasicDataset(Dataset):
    def __init__(self, images_dir, masks_dir, scale=0.5):
        self.images_dir, self.masks_dir, self.scale = images_dir, masks_dir, scale
        self.ids = [os.path.splitext(f)[0] for f in sorted(os.listdir(images_dir))]

    def __len__(self):
        return len(self.ids)

    @staticmethod
    def preprocess(pil_img, scale, is_mask):
        w, h = pil_img.size
        new_w, new_h = int(scale * w), int(scale * h)
        pil_img = pil_img.resize((new_w, new_h), resample=Image.NEAREST if is_mask else Image.BICUBIC)
        img = np.asarray(pil_img)
        if is_mask:
            return (img > 0).astype(np.int64)
        img = img[np.newaxis, ...] if img.ndim == 2 else img.transpose((2, 0, 1))
        return img / 255.0

    def __getitem__(self, idx):
        name = self.ids[idx]
        mask = Image.open(os.path.join(self.masks_dir, f"{name}.png"))
        img = Image.open(os.path.join(self.images_dir, f"{name}.png"))
        assert img.size == mask.size, f"Image and mask {name} should be the same size"
        img = self.preprocess(img, self.scale, is_mask=False)
        mask = self.preprocess(mask, self.scale, is_mask=True)
        return {
            "image": torch.as_tensor(img.copy()).float().contiguous(),
            "mask": torch.as_tensor(mask.copy()).long().contiguous(),
        }


class UNet(nn.Module):
    def __init__(self, n_channels, n_classes):
        super().__init__()
        self.inc = nn.Sequential(nn.Conv2d(n_channels, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(inplace=True))
        self.down = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(inplace=True))
        self.up = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.outc = nn.Conv2d(32, n_classes, 1)

    def forward(self, x):
        x1 = self.inc(x)
        return self.outc(torch.cat([x1, self.up(self.down(x1))], dim=1))


def augment(folder, n=6):
    """Write the pictures and their annotations, each as a colour picture."""
    os.makedirs(f"{folder}/imgs")
    os.makedirs(f"{folder}/masks")
    rng = np.random.default_rng(2)
    for j in range(n):
        img = rng.integers(0, 255, (96, 128, 3), dtype=np.uint8)
        segmap = np.repeat((img[:, :, :1] > 120).astype(np.uint8) * 255, 3, axis=2)
        Image.fromarray(img[:, ::-1]).save(f"{folder}/imgs/{j}.png")
        Image.fromarray(segmap[:, ::-1]).save(f"{folder}/masks/{j}.png")


with tempfile.TemporaryDirectory() as data:
    augment(data)
    net = UNet(n_channels=3, n_classes=2)
    optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-5, momentum=0.9)
    for batch in DataLoader(BasicDataset(f"{data}/imgs", f"{data}/masks"), batch_size=2, shuffle=True):
        masks_pred = net(batch["image"])
        loss = F.cross_entropy(masks_pred, batch["mask"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(loss.item())
