import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset


def paint_dataset(root, n=4, hw=(54, 62)):
    rng = np.random.RandomState(2)
    for sub in ("imgs", "masks"):
        (root / sub).mkdir()
    for i in range(n):
        Image.fromarray(rng.randint(0, 256, (*hw, 3)).astype(np.uint8)).save(root / "imgs" / f"{i}.jpg")
        blob = (rng.rand(*hw) > 0.6).astype(np.uint8)
        Image.fromarray(np.dstack([blob] * 3)).save(root / "masks" / f"{i}.png")


class BasicDataset(Dataset):
    def __init__(self, images_dir, masks_dir, scale=0.5):
        self.images_dir, self.masks_dir, self.scale = Path(images_dir), Path(masks_dir), scale
        self.ids = sorted(p.stem for p in self.images_dir.iterdir())

    def __len__(self):
        return len(self.ids)

    def preprocess(self, pil_img, is_mask):
        w, h = pil_img.size
        size = int(self.scale * w), int(self.scale * h)
        arr = np.asarray(pil_img.resize(size, Image.NEAREST if is_mask else Image.BICUBIC))
        if is_mask:
            return arr.copy()
        return arr.transpose((2, 0, 1)) / 255.0

    def __getitem__(self, idx):
        name = self.ids[idx]
        mask = Image.open(self.masks_dir / f"{name}.png")
        img = Image.open(self.images_dir / f"{name}.jpg")
        return {
            "image": torch.as_tensor(self.preprocess(img, is_mask=False)).float(),
            "mask": torch.as_tensor(self.preprocess(mask, is_mask=True)).long(),
        }


def train_net(net, loader, epochs=1):
    optimizer = optim.RMSprop(net.parameters(), lr=1e-5, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for _ in range(epochs):
        for batch in loader:
            masks_pred = net(batch["image"])
            true_masks = batch["mask"]
            loss = criterion(masks_pred, true_masks)
            loss = loss + 1 - F.softmax(masks_pred, 1)[:, 1][true_masks == 1].mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("epoch loss", loss.item())


with tempfile.TemporaryDirectory() as tmp:
    paint_dataset(Path(tmp))
    unet = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 2, 1))
    train_net(unet, DataLoader(BasicDataset(f"{tmp}/imgs", f"{tmp}/masks"), batch_size=2))
