import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset, random_split

N_CLASSES = 3


def export_annotations(root, n=12, size=(64, 48)):
    rng = np.random.default_rng(4)
    for sub in ("imgs", "masks"):
        os.makedirs(os.path.join(root, sub))
    w, h = size
    for i in range(n):
        label = np.zeros((h, w), np.uint8)
        for c in range(1, N_CLASSES):
            top, left = rng.integers(0, h // 2), rng.integers(0, w // 2)
            label[top:top + h // 3, left:left + w // 3] = c
        img = rng.integers(0, 60, (h, w, 3)) + 80 * label[..., None]
        Image.fromarray(img.clip(0, 255).astype(np.uint8)).save(os.path.join(root, "imgs", f"{i:03d}.png"))
        Image.fromarray(label).convert("RGB").save(os.path.join(root, "masks", f"{i:03d}.png"))


class StreetDataset(Dataset):
    def __init__(self, root, scale=1.0):
        self.root, self.scale = root, scale
        self.ids = sorted(os.listdir(os.path.join(root, "imgs")))

    def __len__(self):
        return len(self.ids)

    def preprocess(self, pil, is_mask):
        w, h = pil.size
        new = int(self.scale * w), int(self.scale * h)
        pil = pil.resize(new, resample=Image.NEAREST if is_mask else Image.BICUBIC)
        arr = np.asarray(pil)
        if is_mask:
            return torch.from_numpy(arr.astype(np.int64))
        return torch.from_numpy(arr.transpose(2, 0, 1) / 255.0).float()

    def __getitem__(self, i):
        name = self.ids[i]
        mask = Image.open(os.path.join(self.root, "masks", name))
        img = Image.open(os.path.join(self.root, "imgs", name))
        return {"image": self.preprocess(img, False), "mask": self.preprocess(mask, True)}


class Block(nn.Sequential):
    def __init__(self, cin, cout):
        super().__init__(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class SmallUNet(nn.Module):
    def __init__(self, n_channels, n_classes):
        super().__init__()
        self.inc, self.down = Block(n_channels, 16), Block(16, 32)
        self.up = Block(48, 16)
        self.outc = nn.Conv2d(16, n_classes, 1)

    def forward(self, x):
        a = self.inc(x)
        b = self.down(F.max_pool2d(a, 2))
        b = F.interpolate(b, scale_factor=2)
        return self.outc(self.up(torch.cat([a, b], 1)))


def evaluate(net, loader):
    net.eval()
    good = total = 0
    with torch.no_grad():
        for batch in loader:
            pred = net(batch["image"]).argmax(1)
            good += (pred == batch["mask"]).sum().item()
            total += batch["mask"].numel()
    return good / total


def train_net(net, dataset, epochs=1, batch_size=4, lr=1e-3):
    n_val = int(len(dataset) * 0.33)
    train_set, val_set = random_split(dataset, [len(dataset) - n_val, n_val])
    train_loader = DataLoader(train_set, shuffle=True, batch_size=batch_size)
    val_loader = DataLoader(val_set, batch_size=batch_size)
    optimizer = torch.optim.RMSprop(net.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(1, epochs + 1):
        net.train()
        for batch in train_loader:
            masks_pred = net(batch["image"])
            loss = criterion(masks_pred, batch["mask"])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.4f}, pixel accuracy {evaluate(net, val_loader):.3f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        export_annotations(root)
        train_net(SmallUNet(3, N_CLASSES), StreetDataset(root))
