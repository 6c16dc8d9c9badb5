import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset


class Compose:
    def __init__(self, steps):
        self.steps = steps

    def __call__(self, *arrays):
        for step in self.steps:
            arrays = [step(a) for a in arrays]
        return arrays


class Resample:
    """Brings the slices to the same pixel spacing (mm)."""

    def __init__(self, spacing, target):
        self.factor = spacing / target

    def __call__(self, img):
        t = torch.from_numpy(img)[None, None]
        return F.interpolate(t, scale_factor=self.factor, mode="nearest")[0, 0].numpy()


class CenterCrop:
    """Crops around the middle; what is too small is filled with zeros before."""

    def __init__(self, size):
        self.size = size

    def __call__(self, img):
        th, tw = self.size
        h, w = img.shape
        pad_h, pad_w = max(0, (th - h) // 2), max(0, (tw - w) // 2)
        img = np.pad(img, ((pad_h, pad_h), (pad_w, pad_w)))
        top = max(0, (img.shape[0] - th) // 2)
        left = max(0, (img.shape[1] - tw) // 2)
        return img[top:top + th, left:left + tw]


class SpineSlices(Dataset):
    # height, width and spacing of the slices of several hospitals
    SHAPES = [(120, 110, 0.5), (96, 80, 0.75), (128, 128, 0.6), (88, 78, 0.5), (110, 75, 0.5), (100, 97, 0.5)]

    def __init__(self, crop=(100, 80)):
        self.crop = CenterCrop(crop)

    def __len__(self):
        return len(self.SHAPES)

    def __getitem__(self, i):
        h, w, spacing = self.SHAPES[i]
        rng = np.random.default_rng(i)
        img = rng.normal(size=(h, w)).astype(np.float32)
        gt = np.zeros((h, w), np.float32)
        gt[h // 2 - 8:h // 2 + 8, w // 2 - 8:w // 2 + 8] = 1
        img, gt = Compose([Resample(spacing, 0.5), self.crop])(img, gt)
        return {"input": torch.from_numpy(img)[None], "gt": torch.from_numpy(gt)[None]}


class SmallUnet(nn.Module):
    def __init__(self, ch=12):
        super().__init__()
        self.enc = nn.Conv2d(1, ch, 3, padding=1)
        self.mid = nn.Conv2d(ch, ch, 3, stride=2, padding=1)
        self.up = nn.ConvTranspose2d(ch, ch, 2, 2)
        self.out = nn.Conv2d(2 * ch, 1, 1)

    def forward(self, x):
        skip = torch.relu(self.enc(x))
        return self.out(torch.cat([skip, self.up(torch.relu(self.mid(skip)))], dim=1))


def dice_loss(pred, gt, eps=1.0):
    pred = pred.sigmoid()
    return 1 - (2 * (pred * gt).sum() + eps) / (pred.sum() + gt.sum() + eps)


model = SmallUnet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for batch in DataLoader(SpineSlices(), batch_size=3):
    loss = dice_loss(model(batch["input"]), batch["gt"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
