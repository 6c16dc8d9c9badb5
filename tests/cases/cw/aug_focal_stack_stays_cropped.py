import os
import random
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset

SIZE = 256
BORDER = 26
N_FOCAL = 12


def write_lightfields(root, n=4):
    rng = np.random.RandomState(5)
    for sub in ("focal", "mask"):
        os.makedirs(os.path.join(root, sub))
    for i in range(n):
        focal = rng.randint(0, 256, (SIZE, SIZE, N_FOCAL * 3)).astype("uint8")
        np.save(os.path.join(root, "focal", f"{i:04d}.npy"), focal)
        gt = np.zeros((SIZE, SIZE), "uint8")
        gt[60 + 5 * i:170, 80:200 - 9 * i] = 255
        Image.fromarray(gt).save(os.path.join(root, "mask", f"{i:04d}.png"))


class LightField(Dataset):
    """Focal stacks (H, W, 3 * slices) and their saliency masks."""

    def __init__(self, root, augment=True):
        self.root, self.augment = root, augment
        self.names = sorted(f[:-4] for f in os.listdir(os.path.join(root, "mask")))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, index):
        name = self.names[index]
        focal = np.load(os.path.join(self.root, "focal", name + ".npy"))
        lbl = Image.open(os.path.join(self.root, "mask", name + ".png"))
        if self.augment:
            focal, lbl = self.random_flip(focal, lbl)
            focal, lbl = self.random_crop(focal, lbl)
        return self.transform(focal, lbl)

    def random_flip(self, focal, lbl):
        if random.random() < 0.5:
            focal = focal[:, ::-1]
            lbl = lbl.transpose(Image.FLIP_LEFT_RIGHT)
        return focal, lbl

    def random_crop(self, focal, lbl):
        if random.random() < 0.5:
            x, y = random.randint(0, BORDER), random.randint(0, BORDER)
            side = SIZE - BORDER
            focal = focal[y:y + side, x:x + side]
            lbl = lbl.crop((x, y, x + side, y + side)).resize((SIZE, SIZE), Image.NEAREST)
        return focal, lbl

    def transform(self, focal, lbl):
        focal = torch.from_numpy(np.ascontiguousarray(focal.transpose(2, 0, 1))).float() / 255
        lbl = torch.from_numpy(np.array(lbl) > 127).float().unsqueeze(0)
        return (focal - 0.45) / 0.225, lbl


def stage(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class FocalNet(nn.Module):
    def __init__(self, cin=N_FOCAL * 3):
        super().__init__()
        self.conv1, self.conv2 = stage(cin, 8), stage(8, 16)
        self.conv3, self.conv4, self.conv5 = stage(16, 16), stage(16, 16), stage(16, 16)
        self.pool = nn.MaxPool2d(2, stride=2, ceil_mode=True)
        self.up2 = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.up4 = nn.Upsample(scale_factor=4, mode="bilinear", align_corners=False)
        self.score = nn.Conv2d(16, 1, 1)

    def forward(self, x):
        h = self.pool(self.conv2(self.pool(self.conv1(x))))
        pool3 = self.pool(self.conv3(h))
        pool4 = self.pool(self.conv4(pool3))
        pool5 = self.conv5(pool4)
        fused = self.up4(pool5) + self.up4(pool4) + self.up2(pool3)
        return self.up4(self.score(fused))


def train(root, iters=8):
    random.seed(2)
    torch.manual_seed(2)
    loader = DataLoader(LightField(root), batch_size=1, shuffle=True)
    model = FocalNet()
    optim = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
    done = 0
    while done < iters:
        for focal, target in loader:
            score = model(focal)
            loss = F.binary_cross_entropy_with_logits(score, target)
            optim.zero_grad()
            loss.backward()
            optim.step()
            done += 1
            print(f"iter {done}: loss {loss.item():.4f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as tmp:
        write_lightfields(tmp)
        train(tmp)
