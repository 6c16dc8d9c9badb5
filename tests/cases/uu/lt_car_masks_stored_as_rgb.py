import argparse
import logging
import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset, random_split


def draw_cars(imgs_dir, masks_dir, n=6, size=64):
    rng = np.random.default_rng(2)
    for i in range(n):
        photo = rng.integers(0, 120, (size, size, 3), dtype=np.uint8)
        mask = np.zeros((size, size, 3), dtype=np.uint8)
        y, x = rng.integers(8, 32, 2)
        photo[y:y + 20, x:x + 28] += 100
        mask[y:y + 20, x:x + 28] = 255
        Image.fromarray(photo).save(os.path.join(imgs_dir, f"car{i}.png"))
        Image.fromarray(mask).save(os.path.join(masks_dir, f"car{i}_mask.png"))


class BasicDataset(Dataset):
    def __init__(self, imgs_dir, masks_dir, scale=1.0):
        self.imgs_dir, self.masks_dir, self.scale = imgs_dir, masks_dir, scale
        self.ids = [os.path.splitext(f)[0] for f in sorted(os.listdir(imgs_dir))]

    def __len__(self):
        return len(self.ids)

    @staticmethod
    def preprocess(pil_img, scale):
        w, h = pil_img.size
        pil_img = pil_img.resize((int(scale * w), int(scale * h)))
        arr = np.array(pil_img)
        if arr.ndim == 2:
            arr = np.expand_dims(arr, axis=2)
        arr = arr.transpose((2, 0, 1))
        return arr / 255 if arr.max() > 1 else arr

    def __getitem__(self, i):
        name = self.ids[i]
        mask = Image.open(os.path.join(self.masks_dir, name + "_mask.png"))
        img = Image.open(os.path.join(self.imgs_dir, name + ".png"))
        return {
            "image": torch.from_numpy(self.preprocess(img, self.scale)).float(),
            "mask": torch.from_numpy(self.preprocess(mask, self.scale)).float(),
        }


class DoubleConv(nn.Sequential):
    def __init__(self, cin, cout):
        super().__init__(
            nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
            nn.Conv2d(cout, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
        )


class UNet(nn.Module):
    def __init__(self, n_channels, n_classes, base=8):
        super().__init__()
        self.n_channels, self.n_classes = n_channels, n_classes
        self.inc = DoubleConv(n_channels, base)
        self.down1 = DoubleConv(base, 2 * base)
        self.down2 = DoubleConv(2 * base, 4 * base)
        self.up1 = nn.ConvTranspose2d(4 * base, 2 * base, 2, stride=2)
        self.conv1 = DoubleConv(4 * base, 2 * base)
        self.up2 = nn.ConvTranspose2d(2 * base, base, 2, stride=2)
        self.conv2 = DoubleConv(2 * base, base)
        self.outc = nn.Conv2d(base, n_classes, 1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down1(F.max_pool2d(x1, 2))
        x3 = self.down2(F.max_pool2d(x2, 2))
        x = self.conv1(torch.cat([x2, self.up1(x3)], dim=1))
        x = self.conv2(torch.cat([x1, self.up2(x)], dim=1))
        return self.outc(x)


def train_net(net, dataset, epochs, batch_size, lr, val_percent):
    n_val = int(len(dataset) * val_percent)
    train, val = random_split(dataset, [len(dataset) - n_val, n_val])
    train_loader = DataLoader(train, batch_size=batch_size, shuffle=True)
    optimizer = torch.optim.RMSprop(net.parameters(), lr=lr, weight_decay=1e-8, momentum=0.9)
    criterion = nn.CrossEntropyLoss() if net.n_classes > 1 else nn.BCEWithLogitsLoss()
    for epoch in range(epochs):
        net.train()
        for batch in train_loader:
            imgs, true_masks = batch["image"], batch["mask"]
            assert imgs.shape[1] == net.n_channels
            masks_pred = net(imgs)
            loss = criterion(masks_pred, true_masks)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_value_(net.parameters(), 0.1)
            optimizer.step()
        logging.info("epoch %d/%d loss %.4f", epoch + 1, epochs, loss.item())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("-e", "--epochs", type=int, default=2)
    parser.add_argument("-b", "--batch-size", type=int, default=1)
    parser.add_argument("-l", "--learning-rate", type=float, default=1e-4)
    parser.add_argument("-s", "--scale", type=float, default=0.5)
    parser.add_argument("-v", "--validation", type=float, default=20.0)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s")
    with tempfile.TemporaryDirectory() as imgs, tempfile.TemporaryDirectory() as masks:
        draw_cars(imgs, masks)
        train_net(UNet(n_channels=3, n_classes=1), BasicDataset(imgs, masks, args.scale),
                  args.epochs, args.batch_size, args.learning_rate, args.validation / 100)
