import os
import random
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import functional as TF

PATCH = 64


def render_frames(folder, n, height, width, seed):
    rng = np.random.RandomState(seed)
    for i in range(n):
        img = rng.randint(0, 90, (height, width, 3)).astype(np.uint8)
        road = np.zeros((height, width), np.uint8)
        left = rng.randint(10, width // 2)
        road[:, left:left + width // 4] = 1
        img[road == 1] += 120
        Image.fromarray(img).save(os.path.join(folder, f"{i:02d}_rgb.png"))
        Image.fromarray(road).save(os.path.join(folder, f"{i:02d}_road.png"))


class RoadFrames(Dataset):
    def __init__(self, folder, train):
        self.folder, self.train = folder, train
        self.names = sorted(f[:2] for f in os.listdir(folder) if f.endswith("_rgb.png"))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        img = Image.open(os.path.join(self.folder, self.names[i] + "_rgb.png"))
        road = Image.open(os.path.join(self.folder, self.names[i] + "_road.png"))
        if self.train:
            top = random.randint(0, img.height - PATCH)
            left = random.randint(0, img.width - PATCH)
            img = TF.crop(img, top, left, PATCH, PATCH)
            road = TF.crop(road, top, left, PATCH, PATCH)
        x = TF.to_tensor(img)
        y = torch.from_numpy(np.array(road)).float().unsqueeze(0)
        return x, y


def double_conv(cin, cout):
    return nn.Sequential(
        nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
        nn.Conv2d(cout, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
    )


class Up(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.up = nn.ConvTranspose2d(cin, cout, 2, stride=2)
        self.conv = double_conv(2 * cout, cout)

    def forward(self, x, skip):
        x = self.up(x)
        x = torch.cat([skip, x], dim=1)
        return self.conv(x)


class UNet(nn.Module):
    def __init__(self, widths=(8, 16, 32, 64, 64)):
        super().__init__()
        self.stem = double_conv(3, widths[0])
        self.downs = nn.ModuleList(double_conv(a, b) for a, b in zip(widths, widths[1:]))
        self.pool = nn.MaxPool2d(2)
        self.ups = nn.ModuleList(Up(b, a) for a, b in reversed(list(zip(widths, widths[1:]))))
        self.head = nn.Conv2d(widths[0], 1, 1)

    def forward(self, x):
        skips = [self.stem(x)]
        for down in self.downs:
            skips.append(down(self.pool(skips[-1])))
        x = skips.pop()
        for up in self.ups:
            x = up(x, skips.pop())
        return self.head(x)


def train(model, loader, epochs=2):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    model.train()
    for epoch in range(epochs):
        for x, y in loader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.4f}")


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    inter = union = 0
    for x, y in loader:
        logits = model(x)
        pred = (logits > 0).float()
        inter += (pred * y).sum().item()
        union += ((pred + y) > 0).sum().item()
    return inter / max(union, 1)


if __name__ == "__main__":
    torch.manual_seed(0)
    random.seed(0)
    with tempfile.TemporaryDirectory() as train_dir, tempfile.TemporaryDirectory() as test_dir:
        render_frames(train_dir, 8, 108, 192, seed=1)
        render_frames(test_dir, 3, 108, 192, seed=2)
        net = UNet()
        train(net, DataLoader(RoadFrames(train_dir, train=True), batch_size=4, shuffle=True))
        print("IoU", evaluate(net, DataLoader(RoadFrames(test_dir, train=False), batch_size=1)))
