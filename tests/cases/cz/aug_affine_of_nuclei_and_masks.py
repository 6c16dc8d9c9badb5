import math
import random

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


def th_affine2d(x, matrix, mode="bilinear"):
    """2D affine image transform on a torch.Tensor of size (C, H, W)."""
    grid = F.affine_grid(matrix[None, :2], (1, *x.shape), align_corners=False)
    return F.grid_sample(x[None], grid, mode=mode, align_corners=False)[0]


class RandomAffine:
    """Rotate, translate and zoom all given tensors with the same random parameters.

    rotation_range : degrees
    translation_range : fraction of the height and width
    zoom_range : smallest and largest zoom factor
    interp : one mode for all inputs, or one per input
    """

    def __init__(self, rotation_range=None, translation_range=None, zoom_range=None, interp="bilinear"):
        self.rotation_range = rotation_range
        self.translation_range = translation_range
        self.zoom_range = zoom_range
        self.interp = interp

    def _matrix(self):
        m = torch.eye(3)
        if self.rotation_range is not None:
            a = math.radians(random.uniform(-self.rotation_range, self.rotation_range))
            m = m @ torch.tensor([[math.cos(a), -math.sin(a), 0], [math.sin(a), math.cos(a), 0], [0, 0, 1]])
        if self.translation_range is not None:
            dx, dy = (2 * random.uniform(-self.translation_range, self.translation_range) for _ in range(2))
            m = m @ torch.tensor([[1, 0, dx], [0, 1, dy], [0, 0, 1]])
        if self.zoom_range is not None:
            z = random.uniform(*self.zoom_range)
            m = m @ torch.diag(torch.tensor([z, z, 1.0]))
        return m

    def __call__(self, *inputs):
        interp = self.interp if isinstance(self.interp, (list, tuple)) else [self.interp] * len(inputs)
        tform_matrix = self._matrix()
        outputs = []
        for idx, _input in enumerate(inputs):
            input_tf = th_affine2d(_input, tform_matrix, mode=interp[idx])
            outputs.append(input_tf)
        return outputs if idx > 1 else outputs[0]


class NucleiDataset(Dataset):
    """Stained tissue with one mask of the nuclei per picture."""

    def __init__(self, n=24, size=64, co_transform=None):
        g = torch.Generator().manual_seed(1)
        rows, cols = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
        self.images, self.masks = [], []
        for _ in range(n):
            mask = torch.zeros(size, size)
            for r, c in torch.randint(8, size - 8, (6, 2), generator=g).tolist():
                mask[(rows - r) ** 2 + (cols - c) ** 2 < 25] = 1
            stain = torch.tensor([0.8, 0.6, 0.8])[:, None, None] - 0.4 * mask
            self.images.append((stain + 0.05 * torch.randn(3, size, size, generator=g)).clamp(0, 1))
            self.masks.append(mask[None])
        self.co_transform = co_transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        sample = [self.images[index], self.masks[index]]
        if self.co_transform is not None:
            sample = self.co_transform(*sample)
        return sample[0], sample[1]


class SmallUNet(nn.Module):
    def __init__(self, in_channels=3, width=16):
        super().__init__()
        self.down1 = nn.Sequential(nn.Conv2d(in_channels, width, 3, padding=1), nn.ReLU())
        self.down2 = nn.Sequential(nn.Conv2d(width, 2 * width, 3, stride=2, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose2d(2 * width, width, 2, stride=2)
        self.out = nn.Conv2d(2 * width, 1, 1)

    def forward(self, x):
        d1 = self.down1(x)
        return self.out(torch.cat([d1, self.up(self.down2(d1))], dim=1))


random.seed(0)
tform = RandomAffine(rotation_range=30, translation_range=0.2, zoom_range=(0.8, 1.2), interp=("bilinear", "nearest"))
train_loader = DataLoader(NucleiDataset(co_transform=tform), batch_size=8, shuffle=True)
model = SmallUNet()
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    for images, masks in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(images), masks)
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.4f}")
