import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset

N_CLASSES = 4
SIZE = 64


def write_dataset(root, n=8):
    os.makedirs(os.path.join(root, "imgs"))
    os.makedirs(os.path.join(root, "masks"))
    rng = np.random.RandomState(0)
    for i in range(n):
        img = rng.randint(0, 80, (SIZE, SIZE, 3), dtype=np.uint8)
        mask = np.zeros((SIZE, SIZE), dtype=np.uint8)
        for c in range(1, N_CLASSES):
            y, x = rng.randint(0, SIZE - 16, 2)
            mask[y:y + 16, x:x + 16] = c
            img[y:y + 16, x:x + 16, c - 1] += 150
        Image.fromarray(img).save(os.path.join(root, "imgs", f"{i}.png"))
        Image.fromarray(mask).save(os.path.join(root, "masks", f"{i}.png"))


class SegmentationDataset(Dataset):
    def __init__(self, root):
        self.root = root
        self.ids = sorted(os.listdir(os.path.join(root, "imgs")))

    def __len__(self):
        return len(self.ids)

    @staticmethod
    def preprocess(pil_img, is_mask):
        arr = np.array(pil_img)
        if arr.ndim == 2:
            arr = arr[:, :, np.newaxis]
        arr = arr.transpose((2, 0, 1))
        return arr.copy() if is_mask else arr / 255.0

    def __getitem__(self, idx):
        name = self.ids[idx]
        img = self.preprocess(Image.open(os.path.join(self.root, "imgs", name)), is_mask=False)
        mask = self.preprocess(Image.open(os.path.join(self.root, "masks", name)), is_mask=True)
        return {"image": torch.as_tensor(img).float(), "mask": torch.as_tensor(mask).long()}


def double_conv(n_in, n_out):
    return nn.Sequential(
        nn.Conv2d(n_in, n_out, 3, padding=1), nn.BatchNorm2d(n_out), nn.ReLU(inplace=True),
        nn.Conv2d(n_out, n_out, 3, padding=1), nn.BatchNorm2d(n_out), nn.ReLU(inplace=True),
    )


class UNet(nn.Module):
    def __init__(self, n_channels, n_classes):
        super().__init__()
        self.inc = double_conv(n_channels, 16)
        self.down1 = double_conv(16, 32)
        self.down2 = double_conv(32, 64)
        self.pool = nn.MaxPool2d(2)
        self.up1 = nn.ConvTranspose2d(64, 32, 2, stride=2)
        self.dec1 = double_conv(64, 32)
        self.up2 = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.dec2 = double_conv(32, 16)
        self.outc = nn.Conv2d(16, n_classes, 1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down1(self.pool(x1))
        x3 = self.down2(self.pool(x2))
        x = self.dec1(torch.cat([x2, self.up1(x3)], dim=1))
        x = self.dec2(torch.cat([x1, self.up2(x)], dim=1))
        return self.outc(x)


def train_net(net, loader, epochs=1, lr=1e-3):
    optimizer = torch.optim.RMSprop(net.parameters(), lr=lr, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        net.train()
        for batch in loader:
            imgs, true_masks = batch["image"], batch["mask"]
            masks_pred = net(imgs)
            loss = criterion(masks_pred, true_masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"epoch {epoch} loss {loss.item():.4f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as tmp:
        root = os.path.join(tmp, "shapes")
        write_dataset(root)
        train_net(UNet(3, N_CLASSES), DataLoader(SegmentationDataset(root), batch_size=4, shuffle=True))
