import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


def draw_samples(root, n=8):
    rng = np.random.default_rng(21)
    for sub in ("images", "masks"):
        os.makedirs(os.path.join(root, sub))
    for i in range(n):
        image = rng.integers(0, 120, (96, 96, 3), dtype=np.uint8)
        mask = np.zeros((96, 96), dtype=np.uint8)
        top, left = rng.integers(8, 48, 2)
        mask[top:top + 32, left:left + 32] = 255
        image[mask > 0] += 100
        Image.fromarray(image).save(os.path.join(root, "images", f"{i:02d}.png"))
        Image.fromarray(mask).save(os.path.join(root, "masks", f"{i:02d}.png"))


train_image_tf = transforms.Compose([
    transforms.CenterCrop(64),
    transforms.ColorJitter(brightness=0.3, contrast=0.3),
    transforms.ToTensor(),
    transforms.Normalize((0.3,) * 3, (0.2,) * 3),
])
train_mask_tf = transforms.Compose([
    transforms.ToTensor(),
])


class LesionDataset(Dataset):
    def __init__(self, root, image_tf, mask_tf):
        self.root = root
        self.names = sorted(os.listdir(os.path.join(root, "images")))
        self.image_tf = image_tf
        self.mask_tf = mask_tf

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        image = Image.open(os.path.join(self.root, "images", self.names[i])).convert("RGB")
        mask = Image.open(os.path.join(self.root, "masks", self.names[i])).convert("L")
        return self.image_tf(image), (self.mask_tf(mask) > 0.5).float()


class SmallUNet(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.enc1 = self.block(3, width)
        self.enc2 = self.block(width, width * 2)
        self.pool = nn.MaxPool2d(2)
        self.up = nn.ConvTranspose2d(width * 2, width, 2, stride=2)
        self.dec = self.block(width * 2, width)
        self.out = nn.Conv2d(width, 1, 1)

    @staticmethod
    def block(c_in, c_out):
        return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1), nn.BatchNorm2d(c_out), nn.ReLU())

    def forward(self, x):
        e1 = self.enc1(x)
        e2 = self.enc2(self.pool(e1))
        d = self.dec(torch.cat([self.up(e2), e1], dim=1))
        return self.out(d)


torch.manual_seed(4)
with tempfile.TemporaryDirectory() as root:
    draw_samples(root)
    loader = DataLoader(LesionDataset(root, train_image_tf, train_mask_tf), batch_size=4, shuffle=True)
    model = SmallUNet()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(2):
        for images, masks in loader:
            pred = model(images)
            loss = criterion(pred, masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1} loss {loss.item():.4f}")
