import json
import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset

SIZE = 96


def make_fruit_photos(root, n=12):
    rng = np.random.RandomState(3)
    annos = {}
    for i in range(n):
        w, h = rng.randint(140, 220, 2)
        Image.fromarray(rng.randint(0, 255, (h, w, 3), dtype=np.uint8)).save(os.path.join(root, f"fruit_{i}.jpg"))
        x1, y1 = rng.randint(0, 60, (2, 1 + i % 3))
        bw, bh = rng.randint(20, 70, (2, 1 + i % 3))
        annos[f"fruit_{i}.jpg"] = [
            [x / w, y / h, (x + a) / w, (y + b) / h, int(rng.randint(0, 3))] for x, y, a, b in zip(x1, y1, bw, bh)
        ]
    with open(os.path.join(root, "annotations.json"), "w") as f:
        json.dump(annos, f)


class FruitDetection(Dataset):
    def __init__(self, root):
        self.root = root
        with open(os.path.join(root, "annotations.json")) as f:
            self.annos = json.load(f)
        self.ids = sorted(self.annos)

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, index):
        img = Image.open(os.path.join(self.root, self.ids[index])).resize((SIZE, SIZE))
        img = torch.from_numpy(np.array(img)).permute(2, 0, 1).float() / 255
        target = np.array(self.annos[self.ids[index]], dtype=np.float32)
        return img, torch.from_numpy(target)


class GridDetector(nn.Module):
    def __init__(self, num_classes=3):
        super().__init__()
        self.vgg = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(True), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(True), nn.MaxPool2d(4),
        )
        self.loc = nn.Conv2d(32, 4, 3, padding=1)
        self.conf = nn.Conv2d(32, num_classes, 3, padding=1)

    def forward(self, x):
        x = self.vgg(x)
        return self.loc(x).flatten(2).transpose(1, 2), self.conf(x).flatten(2).transpose(1, 2)


def detection_loss(loc, conf, target, grid=SIZE // 16):
    """loc G*G x 4, conf G*G x C, target n x 5; every box is learned by the cell at its centre"""
    cx, cy = (target[:, 0] + target[:, 2]) / 2, (target[:, 1] + target[:, 3]) / 2
    cell = (cy.clamp(0, 0.99) * grid).long() * grid + (cx.clamp(0, 0.99) * grid).long()
    return F.smooth_l1_loss(loc[cell], target[:, :4]) + F.cross_entropy(conf[cell], target[:, 4].long())


torch.manual_seed(0)
with tempfile.TemporaryDirectory() as root:
    make_fruit_photos(root)
    data_loader = DataLoader(FruitDetection(root), batch_size=4, shuffle=False)
    net = GridDetector()
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)
    for iteration, (images, targets) in enumerate(data_loader):
        loc, conf = net(images)
        loss = sum(detection_loss(l, c, t) for l, c, t in zip(loc, conf, targets)) / len(images)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("iter", iteration, "loss %.4f" % loss.item())
