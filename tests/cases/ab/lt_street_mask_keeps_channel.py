import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

N_CLASSES, SCALE = 20, 0.5


def write_kitti_like(folder, n=6):
    rng = np.random.RandomState(4)
    for i in range(n):
        rgb = rng.randint(0, 256, (48, 160, 3)).astype("uint8")
        ids = rng.randint(0, N_CLASSES, (48, 160)).astype("uint8")
        Image.fromarray(rgb).save(os.path.join(folder, f"{i}_rgb.png"))
        Image.fromarray(ids).save(os.path.join(folder, f"{i}_ids.png"))


class BasicDataset(Dataset):
    def __init__(self, folder):
        self.folder = folder
        self.ids = sorted(f.split("_")[0] for f in os.listdir(folder) if f.endswith("_rgb.png"))

    def __len__(self):
        return len(self.ids)

    @staticmethod
    def preprocess(pil_img, is_mask):
        w, h = pil_img.size
        pil_img = pil_img.resize((int(SCALE * w), int(SCALE * h)), Image.NEAREST if is_mask else Image.BICUBIC)
        arr = np.array(pil_img)
        if arr.ndim == 2:
            arr = arr[:, :, None]
        arr = arr.transpose((2, 0, 1))
        return arr.astype(np.int64) if is_mask else arr.astype(np.float32) / 255

    def __getitem__(self, i):
        name = os.path.join(self.folder, self.ids[i])
        img = self.preprocess(Image.open(name + "_rgb.png"), is_mask=False)
        mask = self.preprocess(Image.open(name + "_ids.png"), is_mask=True)
        return {"image": torch.from_numpy(img), "mask": torch.from_numpy(mask)}


class TinyUNet(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.inc = nn.Conv2d(3, 16, 3, padding=1)
        self.down = nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.up = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.outc = nn.Conv2d(32, n_classes, 1)

    def forward(self, x):
        a = torch.relu(self.inc(x))
        b = self.up(torch.relu(self.down(a)))
        return self.outc(torch.cat([a, b], dim=1))


def train_net(folder):
    net = TinyUNet(N_CLASSES)
    optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-4, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for batch in DataLoader(BasicDataset(folder), batch_size=2):
        true_masks = batch["mask"]
        masks_pred = net(batch["image"])
        loss = criterion(masks_pred, true_masks)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_value_(net.parameters(), 0.1)
        optimizer.step()
        print("loss", loss.item())


with tempfile.TemporaryDirectory() as d:
    write_kitti_like(d)
    train_net(d)
