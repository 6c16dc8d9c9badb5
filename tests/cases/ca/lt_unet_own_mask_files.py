import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset


def export_annotations(folder, n=6, size=64):
    rng = np.random.RandomState(2)
    for i in range(n):
        photo = rng.randint(0, 256, (size, size, 3)).astype("uint8")
        y, x = rng.randint(5, 35, 2)
        mask = np.zeros((size, size, 3), "uint8")
        mask[y:y + 20, x:x + 20] = 255
        Image.fromarray(photo).save(os.path.join(folder, f"{i}.png"))
        Image.fromarray(mask).save(os.path.join(folder, f"{i}_mask.png"))


class BasicDataset(Dataset):
    def __init__(self, folder):
        self.folder = folder
        self.ids = sorted(f[:-9] for f in os.listdir(folder) if f.endswith("_mask.png"))

    def __len__(self):
        return len(self.ids)

    @staticmethod
    def preprocess(pil_img):
        arr = np.array(pil_img)
        if arr.ndim == 2:
            arr = arr[..., None]
        return torch.from_numpy(arr.transpose(2, 0, 1) / 255.0).float()

    def __getitem__(self, i):
        img = Image.open(os.path.join(self.folder, self.ids[i] + ".png"))
        mask = Image.open(os.path.join(self.folder, self.ids[i] + "_mask.png"))
        return self.preprocess(img), self.preprocess(mask)


def double_conv(a, b):
    return nn.Sequential(nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU())


class UNet(nn.Module):
    def __init__(self, n_channels, n_classes):
        super().__init__()
        self.inc, self.down = double_conv(n_channels, 8), double_conv(8, 16)
        self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.conv, self.outc = double_conv(16, 8), nn.Conv2d(8, n_classes, 1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down(nn.functional.max_pool2d(x1, 2))
        return self.outc(self.conv(torch.cat([x1, self.up(x2)], dim=1)))


with tempfile.TemporaryDirectory() as folder:
    export_annotations(folder)
    net = UNet(n_channels=3, n_classes=1)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-4, momentum=0.9)
    for imgs, true_masks in DataLoader(BasicDataset(folder), batch_size=2):
        masks_pred = net(imgs)
        loss = criterion(masks_pred, true_masks)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("loss", loss.item())
