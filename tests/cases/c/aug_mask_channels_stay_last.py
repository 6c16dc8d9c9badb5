import random
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class Compose:
    def __init__(self, steps):
        self.steps = steps

    def __call__(self, **data):
        for step in self.steps:
            data = step(**data)
        return data


class HorizontalFlip:
    def __init__(self, p=0.5):
        self.p = p

    def __call__(self, image, mask):
        if random.random() < self.p:
            image, mask = image[:, ::-1], mask[:, ::-1]
        return {"image": image, "mask": mask}


class ToTensor:
    def __call__(self, image, mask):
        image = torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))
        mask = torch.from_numpy(np.ascontiguousarray(mask))
        return {"image": image, "mask": mask}


class KidneySlices(Dataset):
    """Axial CT slices; the mask has a plane for the kidney and one for the tumour."""

    def __init__(self, folder, transforms):
        self.files = sorted(folder.glob("*.npz"))
        self.transforms = transforms

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        with np.load(self.files[i]) as f:
            ct, seg = f["ct"], f["seg"]
        planes = np.stack([seg == 1, seg == 2], axis=-1).astype(np.float32)
        sample = self.transforms(image=ct[..., None], mask=planes)
        return sample["image"], sample["mask"]


def encoder_decoder(width):
    return nn.Sequential(
        nn.Conv2d(1, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU(),
        nn.Conv2d(width, width, 3, 1, 1), nn.BatchNorm2d(width), nn.ReLU(),
        nn.ConvTranspose2d(width, width, 2, 2), nn.ReLU(),
        nn.Conv2d(width, 2, 1),
    )


def main(folder):
    rng = np.random.default_rng(5)
    for k in range(6):
        seg = rng.choice(3, size=(64, 64), p=[0.9, 0.08, 0.02]).astype(np.uint8)
        np.savez(folder / f"case_{k:05d}.npz", ct=rng.normal(size=(64, 64)).astype(np.float32), seg=seg)
    loader = DataLoader(KidneySlices(folder, Compose([HorizontalFlip(), ToTensor()])), batch_size=3)
    net = encoder_decoder(12)
    criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.0, 9.0])[:, None, None])
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    for image, mask in loader:
        logits = net(image)
        loss = criterion(logits, mask)
        opt.zero_grad()
        loss.backward()
        opt.step()
        print(f"loss {loss.item():.4f}")


with tempfile.TemporaryDirectory() as tmp:
    main(Path(tmp))
