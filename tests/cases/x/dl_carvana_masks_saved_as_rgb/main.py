import argparse
import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, random_split

from data_loading import BasicDataset
from unet import UNet


def annotate(root, n=8, w=100, h=52, classes=2):
    """Stands for the export of the annotation program."""
    rng = np.random.RandomState(5)
    for sub in ("imgs", "masks"):
        os.makedirs(os.path.join(root, sub))
    for i in range(n):
        picture = rng.randint(0, 256, (h, w, 3)).astype("uint8")
        label = np.zeros((h, w), dtype="uint8")
        label[10:40, 20 + i : 70] = classes - 1
        Image.fromarray(picture).save(os.path.join(root, "imgs", f"{i:04d}.png"))
        Image.fromarray(label).convert("RGB").save(os.path.join(root, "masks", f"{i:04d}_mask.png"))


def train_net(net, root, epochs, batch_size, lr, val_percent=0.25, img_scale=0.5):
    dataset = BasicDataset(os.path.join(root, "imgs"), os.path.join(root, "masks"), img_scale)
    n_val = int(len(dataset) * val_percent)
    train_set, val_set = random_split(dataset, [len(dataset) - n_val, n_val])
    train_loader = DataLoader(train_set, shuffle=True, batch_size=batch_size)
    optimizer = torch.optim.RMSprop(net.parameters(), lr=lr, weight_decay=1e-8)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(1, epochs + 1):
        net.train()
        for batch in train_loader:
            images, true_masks = batch["image"], batch["mask"]
            masks_pred = net(images)
            loss = criterion(masks_pred, true_masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}/{epochs}: {loss.item():.4f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the UNet on images and target masks")
    parser.add_argument("--epochs", "-e", type=int, default=1)
    parser.add_argument("--batch-size", "-b", type=int, default=1)
    parser.add_argument("--learning-rate", "-l", type=float, default=1e-5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        annotate(data)
        train_net(UNet(n_channels=3, n_classes=2), data, args.epochs, args.batch_size, args.learning_rate)
