import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

PALETTE = np.array([
    (128, 128, 128), (128, 0, 0), (192, 192, 128), (128, 64, 128), (0, 0, 192), (128, 128, 0),
    (192, 128, 128), (64, 64, 128), (64, 0, 128), (64, 64, 0), (0, 128, 192), (0, 0, 0),
], dtype=np.uint8)


class CamVid(Dataset):
    """Street scenes; the masks are painted in the colours of the classes."""

    def __init__(self, n=8, h=48, w=64):
        rng = np.random.default_rng(1)
        self.images = rng.integers(0, 255, (n, h, w, 3), dtype=np.uint8)
        self.masks = PALETTE[rng.integers(0, len(PALETTE), (n, h, w))]

    def __len__(self):
        return len(self.images)

    def colour_to_planes(self, mask):
        planes = [np.all(mask == colour, axis=-1) for colour in PALETTE]
        return np.stack(planes, axis=0)

    def __getitem__(self, i):
        image = torch.from_numpy(self.images[i]).permute(2, 0, 1).float() / 255
        mask = self.colour_to_planes(self.masks[i])
        return image, torch.from_numpy(mask).long()


class SmallUNet(nn.Module):
    def __init__(self, n_classes, width=8):
        super().__init__()
        self.down1 = nn.Sequential(nn.Conv2d(3, width, 3, padding=1), nn.ReLU())
        self.down2 = nn.Sequential(nn.Conv2d(width, 2 * width, 3, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose2d(2 * width, width, 2, stride=2)
        self.last = nn.Conv2d(2 * width, n_classes, 1)

    def forward(self, x):
        d1 = self.down1(x)
        d2 = self.down2(F.max_pool2d(d1, 2))
        return F.log_softmax(self.last(torch.cat([self.up(d2), d1], dim=1)), dim=1)


def fit(model, loader, epochs=1):
    criterion = nn.NLLLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        running = 0.0
        for images, masks in loader:
            outputs = model(images)
            loss = criterion(outputs, masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item()
        print(epoch, running / len(loader))


torch.manual_seed(0)
fit(SmallUNet(len(PALETTE)), DataLoader(CamVid(), batch_size=4))
