import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils import data


def write_voc(root, n=8):
    rng = np.random.default_rng(12)
    for i in range(n):
        h, w = rng.integers(60, 100, 2)
        Image.fromarray(rng.integers(0, 256, (h, w, 3)).astype("uint8")).save(os.path.join(root, f"2007_{i:06d}.jpg"))
        Image.fromarray(rng.integers(0, 21, (h, w)).astype("uint8")).save(os.path.join(root, f"2007_{i:06d}.png"))


class VOCDataSet(data.Dataset):
    mean_bgr = np.array([104.0, 116.7, 122.7])

    def __init__(self, root, is_transform=True):
        self.root = root
        self.is_transform = is_transform
        self.ids = sorted(f[:-4] for f in os.listdir(root) if f.endswith(".jpg"))

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, index):
        img = Image.open(os.path.join(self.root, self.ids[index] + ".jpg")).convert("RGB")
        lbl = Image.open(os.path.join(self.root, self.ids[index] + ".png"))
        img, lbl = np.array(img), np.array(lbl, dtype=np.int64)
        return self.transform(img, lbl) if self.is_transform else (img, lbl)

    def transform(self, img, lbl):
        img = img[:, :, ::-1].astype(np.float64) - self.mean_bgr
        img = torch.from_numpy(img.transpose(2, 0, 1).copy()).float()
        return img, torch.from_numpy(lbl)


class FCNSmall(nn.Module):
    def __init__(self, n_class=21):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, ceil_mode=True),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, ceil_mode=True),
        )
        self.score = nn.Conv2d(32, n_class, 1)

    def forward(self, x):
        h = self.score(self.features(x))
        return nn.functional.interpolate(h, size=x.shape[2:], mode="bilinear")


with tempfile.TemporaryDirectory() as root:
    write_voc(root)
    trainloader = data.DataLoader(VOCDataSet(root), batch_size=4)
    model = FCNSmall()
    optim = torch.optim.SGD(model.parameters(), lr=1e-6, momentum=0.99)
    for i, (imgs, labels) in enumerate(trainloader):
        loss = nn.functional.cross_entropy(model(imgs), labels)
        optim.zero_grad()
        loss.backward()
        optim.step()
        print(i, loss.item())
