import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset, random_split

N_CLASSES = 4


def draw_dataset(root, n=12):
    rng = np.random.default_rng(1)
    os.makedirs(os.path.join(root, "imgs"))
    os.makedirs(os.path.join(root, "masks"))
    for i in range(n):
        Image.fromarray(rng.integers(0, 256, (64, 80, 3), dtype=np.uint8)).save(os.path.join(root, "imgs", f"{i}.png"))
        regions = np.kron(rng.integers(0, N_CLASSES, (4, 5)), np.ones((16, 16))).astype(np.uint8)
        Image.fromarray(regions).convert("RGB").save(os.path.join(root, "masks", f"{i}.png"))


class BasicDataset(Dataset):
    def __init__(self, root, scale=0.5):
        self.root, self.scale = root, scale
        self.ids = sorted(os.listdir(os.path.join(root, "imgs")))

    def __len__(self):
        return len(self.ids)

    def preprocess(self, pil_img, is_mask):
        w, h = pil_img.size
        size = int(self.scale * w), int(self.scale * h)
        pil_img = pil_img.resize(size, resample=Image.NEAREST if is_mask else Image.BICUBIC)
        img = np.asarray(pil_img)
        if is_mask:
            return torch.from_numpy(img.astype(np.int64))
        return torch.from_numpy(img.transpose(2, 0, 1).astype(np.float32) / 255.0)

    def __getitem__(self, idx):
        img = Image.open(os.path.join(self.root, "imgs", self.ids[idx]))
        mask = Image.open(os.path.join(self.root, "masks", self.ids[idx]))
        return {"image": self.preprocess(img, False), "mask": self.preprocess(mask, True)}


class SmallUNet(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.inc = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU())
        self.down = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.outc = nn.Conv2d(32, n_classes, 1)

    def forward(self, x):
        x1 = self.inc(x)
        return self.outc(torch.cat([x1, self.up(self.down(x1))], dim=1))


def evaluate(net, loader):
    net.eval()
    correct = total = 0
    with torch.no_grad():
        for batch in loader:
            pred = net(batch["image"]).argmax(1)
            correct += (pred == batch["mask"]).sum().item()
            total += pred.numel()
    return correct / total


with tempfile.TemporaryDirectory() as root:
    draw_dataset(root)
    train_set, val_set = random_split(BasicDataset(root), [8, 4])
    train_loader = DataLoader(train_set, batch_size=4, shuffle=True)
    val_loader = DataLoader(val_set, batch_size=4)
    net = SmallUNet(N_CLASSES)
    optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-4)
    for epoch in range(1, 3):
        net.train()
        for batch in train_loader:
            masks_pred = net(batch["image"])
            loss = F.cross_entropy(masks_pred, batch["mask"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"Epoch {epoch}: loss {loss.item():.4f}, pixel accuracy {evaluate(net, val_loader):.3f}")
