import math

import torch
from torch import nn
from torch.nn import functional as F


class RandomAffine(nn.Module):
    def __init__(self, degrees, p=0.5):
        super().__init__()
        self.degrees, self.p = degrees, p

    def sample_grid(self, shape):
        n = shape[0]
        angle = (torch.rand(n) * 2 - 1) * math.radians(self.degrees) * (torch.rand(n) < self.p)
        cos, sin, zero = angle.cos(), angle.sin(), torch.zeros(n)
        theta = torch.stack([torch.stack([cos, -sin, zero], 1), torch.stack([sin, cos, zero], 1)], 1)
        return F.affine_grid(theta, shape, align_corners=False)

    def forward(self, x, grid, mode="bilinear"):
        return F.grid_sample(x, grid, mode=mode, align_corners=False)


class AugmentationSequential(nn.Module):
    def __init__(self, *ops):
        super().__init__()
        self.ops = nn.ModuleList(ops)

    @torch.no_grad()
    def forward(self, images, masks):
        for op in self.ops:
            grid = op.sample_grid(images.shape)
            images = op(images, grid)
            masks = [op(m, grid, mode="nearest") for m in masks]
        return images, masks


def roof_tiles(n, size=64):
    images, masks = torch.rand(n, 3, size, size) * 0.2, []
    for i in range(n):
        count = 2 + i % 3
        m = torch.zeros(1, count, size, size)
        for k in range(count):
            top, left = torch.randint(0, size - 16, (2,)).tolist()
            m[0, k, top:top + 14, left:left + 14] = 1
        images[i] += 0.6 * m[0].amax(0)
        masks.append(m)
    return images, masks


class RoofNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 1, 3, padding=1))

    def forward(self, x):
        return self.body(x)


torch.manual_seed(5)
augment = AugmentationSequential(RandomAffine(30.0, p=1.0), RandomAffine(5.0, p=0.5))
net = RoofNet()
optim = torch.optim.AdamW(net.parameters(), lr=1e-3)
for step in range(3):
    images, masks = augment(*roof_tiles(4))
    target = torch.cat([m.amax(1, keepdim=True) for m in masks])
    loss = F.binary_cross_entropy_with_logits(net(images), target)
    optim.zero_grad()
    loss.backward()
    optim.step()
    print(f"step {step}: {loss.item():.4f}, instances {[m.shape[1] for m in masks]}")
