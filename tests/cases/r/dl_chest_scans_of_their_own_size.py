import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset


def write_scans(folder, n=6):
    rng = np.random.RandomState(3)
    for i in range(n):
        h, w = rng.randint(90, 130, 2)
        Image.fromarray(rng.randint(0, 256, (h, w, 3)).astype("uint8")).save(f"{folder}/imgs/{i}.png")
        Image.fromarray(rng.randint(0, 2, (h, w)).astype("uint8") * 255).save(f"{folder}/masks/{i}.png")


class BasicDataset(Dataset):
    def __init__(self, root, scale=1.0):
        self.imgs_dir, self.masks_dir = os.path.join(root, "imgs"), os.path.join(root, "masks")
        self.scale = scale
        self.ids = sorted(os.listdir(self.imgs_dir))

    def __len__(self):
        return len(self.ids)

    def preprocess(self, pil_img):
        w, h = pil_img.size
        new_w, new_h = int(self.scale * w), int(self.scale * h)
        pil_img = pil_img.resize((new_w, new_h))
        arr = np.array(pil_img)
        if arr.ndim == 2:
            arr = arr[:, :, None]
        return arr.transpose(2, 0, 1) / 255

    def __getitem__(self, i):
        img = self.preprocess(Image.open(os.path.join(self.imgs_dir, self.ids[i])))
        mask = self.preprocess(Image.open(os.path.join(self.masks_dir, self.ids[i])))
        return {"image": torch.from_numpy(img).float(), "mask": torch.from_numpy(mask).float()}


class SmallUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.inc = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU())
        self.outc = nn.Conv2d(16, 1, 1)

    def forward(self, x):
        return self.outc(self.inc(x))


def train_net(net, root, batch_size=1, img_scale=0.5):
    loader = DataLoader(BasicDataset(root, img_scale), batch_size=batch_size)
    optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-4)
    criterion = nn.BCEWithLogitsLoss()
    for batch in loader:
        loss = criterion(net(batch["image"]), batch["mask"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


with tempfile.TemporaryDirectory() as d:
    os.makedirs(f"{d}/imgs")
    os.makedirs(f"{d}/masks")
    write_scans(d)
    train_net(SmallUNet(), d, batch_size=4)
