import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import functional as TF

HEIGHT, WIDTH = 96, 192


class ScaleToTarget:
    def __init__(self, height, width):
        self.height, self.width = height, width

    def __call__(self, img):
        ratio = max(self.height, self.width) / max(img.height, img.width)
        return img.resize((round(img.width * ratio), round(img.height * ratio)), Image.BILINEAR)


class PadIfNeeded:
    def __init__(self, min_height, min_width, value=114 / 255):
        self.min_height, self.min_width, self.value = min_height, min_width, value

    def __call__(self, img):
        x = TF.to_tensor(img)
        bottom = max(self.min_height - x.shape[1], 0)
        right = max(self.min_width - x.shape[2], 0)
        return F.pad(x, (0, right, 0, bottom), value=self.value)


class YardCameras(Dataset):
    """Landscape pictures of the yard, a few phone pictures, and the number of pallets on them."""

    def __init__(self, steps, n=24):
        self.steps, self.n = steps, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        shape = (400, 200, 3) if i % 7 == 5 else (200, 400, 3)
        img = Image.fromarray(rng.integers(0, 255, shape, dtype=np.uint8))
        for step in self.steps:
            img = step(img)
        return img, torch.tensor(float(rng.integers(0, 9)))


class PalletCounter(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 12, 5, 4, 2), nn.SiLU(), nn.Conv2d(12, 24, 3, 2, 1), nn.SiLU(), nn.Conv2d(24, 24, 3, 2, 1), nn.SiLU())
        self.density = nn.Conv2d(24, 1, 1)

    def forward(self, x):
        return F.softplus(self.density(self.body(x))).sum(dim=(1, 2, 3))


steps = [
    ScaleToTarget(HEIGHT, WIDTH),
    PadIfNeeded(HEIGHT, WIDTH),
]
loader = DataLoader(YardCameras(steps), batch_size=4)
model = PalletCounter()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
for epoch in range(2):
    total = 0.0
    for images, counts in loader:
        loss = F.l1_loss(model(images), counts)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(epoch, total / len(loader))
