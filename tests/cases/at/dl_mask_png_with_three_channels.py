import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset


def export_annotations(folder, n=6, size=64):
    """Scans and the masks painted for them (white = positive, black = background)."""
    rng = np.random.RandomState(3)
    for sub in ("imgs", "masks"):
        os.makedirs(os.path.join(folder, sub))
    for i in range(n):
        scan = rng.randint(0, 256, (size, size, 3)).astype("uint8")
        label = np.zeros((size, size, 3), dtype="uint8")
        label[10:10 + 4 * i + 4, 20:44] = 255
        Image.fromarray(scan).save(os.path.join(folder, "imgs", f"{i}.png"))
        Image.fromarray(label).save(os.path.join(folder, "masks", f"{i}.png"))


class BasicDataset(Dataset):
    def __init__(self, imgs_dir, masks_dir):
        self.imgs_dir, self.masks_dir = imgs_dir, masks_dir
        self.ids = sorted(os.listdir(imgs_dir))

    def __len__(self):
        return len(self.ids)

    @staticmethod
    def preprocess(pil_img):
        arr = np.array(pil_img, dtype=np.float32)
        if arr.ndim == 2:
            arr = arr[:, :, None]
        arr = arr.transpose(2, 0, 1)
        return arr / 255 if arr.max() > 1 else arr

    def __getitem__(self, i):
        name = self.ids[i]
        img = Image.open(os.path.join(self.imgs_dir, name))
        mask = Image.open(os.path.join(self.masks_dir, name))
        return {"image": torch.from_numpy(self.preprocess(img)), "mask": torch.from_numpy(self.preprocess(mask))}


class UNet(nn.Module):
    def __init__(self, n_channels, n_classes, width=8):
        super().__init__()
        self.inc = nn.Sequential(nn.Conv2d(n_channels, width, 3, padding=1), nn.ReLU(inplace=True))
        self.down = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(width, 2 * width, 3, padding=1), nn.ReLU(inplace=True))
        self.up = nn.ConvTranspose2d(2 * width, width, 2, stride=2)
        self.outc = nn.Conv2d(2 * width, n_classes, 1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.up(self.down(x1))
        return self.outc(torch.cat([x1, x2], dim=1))


def train_net(net, loader, epochs=1, lr=1e-3):
    optimizer = torch.optim.RMSprop(net.parameters(), lr=lr, weight_decay=1e-8)
    criterion = nn.BCEWithLogitsLoss()
    for epoch in range(epochs):
        for batch in loader:
            imgs, true_masks = batch["image"], batch["mask"]
            masks_pred = net(imgs)
            loss = criterion(masks_pred, true_masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}, loss {loss.item():.4f}")


with tempfile.TemporaryDirectory() as d:
    export_annotations(d)
    train_loader = DataLoader(BasicDataset(os.path.join(d, "imgs"), os.path.join(d, "masks")), batch_size=2)
    train_net(UNet(n_channels=3, n_classes=1), train_loader)
