import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils import data

MODALITIES = ("T1", "T1_IR", "T2_FLAIR")


def make_slices(root, n=4, size=64):
    rng = np.random.RandomState(0)
    for m in MODALITIES:
        os.makedirs(os.path.join(root, m))
        for k in range(n):
            Image.fromarray(rng.randint(0, 255, (size, size), dtype="uint8")).save(os.path.join(root, m, f"{k}.png"))


class MRBrainSLoader(data.Dataset):
    """One slice in three modalities, as three channels."""

    def __init__(self, root, n_classes=9):
        self.root, self.n_classes = root, n_classes
        self.files = sorted(os.listdir(os.path.join(root, MODALITIES[0])))

    def __len__(self):
        return len(self.files)

    def read(self, modality, name):
        img = Image.open(os.path.join(self.root, modality, name)).convert("RGB")
        return np.array(img, dtype=np.float32) / 255.0

    def __getitem__(self, index):
        name = self.files[index]
        img = np.stack([self.read(m, name) for m in MODALITIES], axis=0)
        lbl = np.random.randint(0, self.n_classes, img.shape[1:3])
        return torch.from_numpy(img).float(), torch.from_numpy(lbl).long()


class UNetRDC(nn.Module):
    def __init__(self, input_channel=3, n_classes=9, base=16):
        super().__init__()
        self.down1 = nn.Sequential(nn.Conv2d(input_channel, base, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.down2 = nn.Sequential(nn.Conv2d(base, base * 2, 3, padding=1), nn.ReLU())
        self.score = nn.Conv2d(base * 2, n_classes, 1)

    def forward(self, x):
        size = x.shape[-2:]
        x = self.score(self.down2(self.down1(x)))
        return nn.functional.interpolate(x, size=size, mode="bilinear", align_corners=False)


with tempfile.TemporaryDirectory() as folder:
    make_slices(folder)
    trainloader = data.DataLoader(MRBrainSLoader(folder), batch_size=1, shuffle=True)
    model = UNetRDC()
    optimizer = torch.optim.Adam(model.parameters(), lr=6e-4)
    for images, labels in trainloader:
        outputs = model(images)
        loss = nn.functional.cross_entropy(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())
