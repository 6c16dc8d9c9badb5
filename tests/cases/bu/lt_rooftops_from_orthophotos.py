import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset

BCE_loss = nn.BCELoss()


class BuildingTiles(Dataset):
    def __init__(self, root, size=128):
        self.root, self.size = root, size
        self.names = sorted(os.listdir(os.path.join(root, "image")))

    def __getitem__(self, index):
        name = self.names[index]
        image = Image.open(os.path.join(self.root, "image", name)).convert("RGB").resize((self.size, self.size))
        label = Image.open(os.path.join(self.root, "label", name)).convert("L").resize((self.size, self.size), 0)
        image = torch.from_numpy(np.asarray(image).transpose(2, 0, 1) / 255.0).float()
        label = torch.from_numpy(np.asarray(label)[None] > 127).float()
        return image, label

    def __len__(self):
        return len(self.names)


def draw_tiles(root, n):
    rng = np.random.default_rng(11)
    for d in ("image", "label"):
        os.makedirs(os.path.join(root, d))
    for k in range(n):
        img = rng.integers(60, 120, (128, 128, 3), dtype=np.uint8)
        lab = np.zeros((128, 128), dtype=np.uint8)
        for _ in range(5):
            y, x = rng.integers(0, 100, 2)
            img[y:y + 20, x:x + 26] = rng.integers(150, 250, 3)
            lab[y:y + 20, x:x + 26] = 255
        Image.fromarray(img).save(os.path.join(root, "image", f"tile_{k}.png"))
        Image.fromarray(lab).save(os.path.join(root, "label", f"tile_{k}.png"))


class Unit(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        return torch.relu(self.bn(self.conv2(torch.relu(self.conv1(x)))))


class ContextNet(nn.Module):
    def __init__(self, n_channels, n_classes, base=12):
        super().__init__()
        self.enc1, self.enc2, self.enc3 = Unit(n_channels, base), Unit(base, 2 * base), Unit(2 * base, 4 * base)
        self.pool = nn.MaxPool2d(2)
        self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.dec2, self.dec1 = Unit(6 * base, 2 * base), Unit(3 * base, base)
        self.coarse = nn.Conv2d(base, n_classes, 1)
        self.refine = nn.Sequential(Unit(base + n_classes, base), nn.Conv2d(base, n_classes, 1))

    def forward(self, x):
        e1 = self.enc1(x)
        e2 = self.enc2(self.pool(e1))
        e3 = self.enc3(self.pool(e2))
        d2 = self.dec2(torch.cat([self.up(e3), e2], dim=1))
        d1 = self.dec1(torch.cat([self.up(d2), e1], dim=1))
        pred1 = torch.sigmoid(self.coarse(d1))
        pred2 = torch.sigmoid(self.refine(torch.cat([d1, pred1], dim=1)))
        return pred1, pred2


def iou(pred, label):
    hit = pred > 0.5
    both = (hit & (label > 0.5)).sum()
    either = (hit | (label > 0.5)).sum()
    return (both / either.clamp(min=1)).item()


def train_net(net, root, epochs=1, batch_size=2, lr=1e-3):
    loader = DataLoader(BuildingTiles(root), batch_size=batch_size, shuffle=True)
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    for epoch in range(epochs):
        net.train()
        for image, label in loader:
            optimizer.zero_grad()
            pred1, pred2 = net(image)
            loss = 0.4 * BCE_loss(pred1, label) + BCE_loss(pred2, label)
            loss.backward()
            optimizer.step()
            print("loss", round(loss.item(), 4), "IoU", round(iou(pred2, label), 4))


if __name__ == "__main__":
    torch.manual_seed(11)
    net = ContextNet(n_channels=3, n_classes=2)
    with tempfile.TemporaryDirectory() as root:
        draw_tiles(root, 6)
        train_net(net, root)
