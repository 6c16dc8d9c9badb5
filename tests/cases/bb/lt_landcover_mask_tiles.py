import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.transforms import InterpolationMode

CLASSES = ["water", "forest", "field", "road"]


def write_tiles(root, n=10, side=80):
    rng = np.random.default_rng(30)
    for i in range(n):
        mask = np.repeat(np.repeat(rng.integers(0, len(CLASSES), (4, 4)), side // 4, 0), side // 4, 1)
        image = np.stack([mask * 60, 200 - mask * 40, rng.integers(0, 255, mask.shape)], -1)
        Image.fromarray(image.astype(np.uint8)).save(os.path.join(root, f"tile{i}_sat.png"))
        Image.fromarray(mask.astype(np.uint8)).save(os.path.join(root, f"tile{i}_mask.png"))


class LandCover(Dataset):
    def __init__(self, root, size=48):
        self.root = root
        self.tiles = sorted({name.split("_")[0] for name in os.listdir(root)})
        self.image_tf = transforms.Compose([
            transforms.Resize((size, size)),
            transforms.ToTensor(),
        ])
        self.mask_tf = transforms.Compose([
            transforms.Resize((size, size), interpolation=InterpolationMode.NEAREST),
            transforms.PILToTensor(),
        ])

    def __len__(self):
        return len(self.tiles)

    def __getitem__(self, i):
        image = Image.open(os.path.join(self.root, self.tiles[i] + "_sat.png"))
        mask = Image.open(os.path.join(self.root, self.tiles[i] + "_mask.png"))
        return self.image_tf(image), self.mask_tf(mask).long()


class SegNet(nn.Module):
    def __init__(self, n_classes=len(CLASSES)):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.decoder = nn.Sequential(
            nn.Conv2d(32, 16, 3, padding=1), nn.ReLU(),
            nn.Upsample(scale_factor=4, mode="bilinear", align_corners=False),
            nn.Conv2d(16, n_classes, 1),
        )

    def forward(self, x):
        return self.decoder(self.encoder(x))


class Trainer:
    def __init__(self, model, loader):
        self.model = model
        self.loader = loader
        self.criterion = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 1.0, 1.0, 2.0]))
        self.optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def step(self, images, target):
        output = self.model(images)
        loss = self.criterion(output, target)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def fit(self, epochs):
        for epoch in range(epochs):
            losses = [self.step(images, target) for images, target in self.loader]
            print(f"epoch {epoch} loss {np.mean(losses):.3f}")


torch.manual_seed(15)
with tempfile.TemporaryDirectory() as root:
    write_tiles(root)
    Trainer(SegNet(), DataLoader(LandCover(root), batch_size=5, shuffle=True)).fit(2)
