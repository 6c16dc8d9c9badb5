import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


def conv(in_channels, out_channels, stride=2):
    return nn.Sequential(nn.Conv2d(in_channels, out_channels, 3, stride, 1), nn.BatchNorm2d(out_channels), nn.ReLU())


def normalize(normals):
    """Scale the predicted normals to unit length."""
    magnitude = torch.pow(normals, 2).sum(1)
    magnitude = magnitude.sqrt().repeat(1, 3, 1, 1)
    normed = normals / (magnitude + 1e-6)
    return normed


class Branch(nn.Module):
    def __init__(self, skip_channels, out_channels):
        super().__init__()
        self.dec2 = conv(skip_channels[2], skip_channels[1], stride=1)
        self.dec1 = conv(skip_channels[1] * 2, skip_channels[0], stride=1)
        self.out = nn.Conv2d(skip_channels[0] * 2, out_channels, 3, 1, 1)

    def forward(self, e1, e2, e3):
        x = F.interpolate(self.dec2(e3), scale_factor=2)
        x = F.interpolate(self.dec1(torch.cat([x, e2], 1)), scale_factor=2)
        return F.interpolate(self.out(torch.cat([x, e1], 1)), scale_factor=2)


class Decomposer(nn.Module):
    """Image -> reflectance, shape (normals) and lights."""

    def __init__(self, channels=(8, 16, 32), lights_dim=4):
        super().__init__()
        self.enc1 = conv(3, channels[0])
        self.enc2 = conv(channels[0], channels[1])
        self.enc3 = conv(channels[1], channels[2])
        self.reflectance = Branch(channels, 3)
        self.shape = Branch(channels, 3)
        self.lights = nn.Linear(channels[2], lights_dim)

    def forward(self, images, mask):
        e1 = self.enc1(images)
        e2 = self.enc2(e1)
        e3 = self.enc3(e2)
        reflectance = torch.sigmoid(self.reflectance(e1, e2, e3)) * mask
        normals = normalize(self.shape(e1, e2, e3)) * mask
        lights = self.lights(e3.mean((2, 3)))
        return reflectance, normals, lights


class DecomposerTrainer:
    def __init__(self, model, loader, lr):
        self.model, self.loader = model, loader
        self.criterion = nn.MSELoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def train(self):
        losses = [0.0, 0.0, 0.0]
        for images, mask, reflectance, normals, lights in self.loader:
            pred = self.model(images, mask)
            parts = [self.criterion(p, t) for p, t in zip(pred, (reflectance, normals, lights))]
            self.optimizer.zero_grad()
            sum(parts).backward()
            self.optimizer.step()
            losses = [a + p.item() for a, p in zip(losses, parts)]
        return [x / len(self.loader) for x in losses]


def spheres(n, size=32):
    ys, xs = torch.meshgrid(torch.linspace(-1.2, 1.2, size), torch.linspace(-1.2, 1.2, size), indexing="ij")
    inside = (xs ** 2 + ys ** 2 < 1).float()
    zs = (1 - xs ** 2 - ys ** 2).clamp(min=0).sqrt()
    normals = (torch.stack([xs, ys, zs]) * inside).expand(n, -1, -1, -1)
    mask = inside.expand(n, 1, -1, -1)
    reflectance = torch.rand(n, 3, 1, 1) * mask
    lights = torch.rand(n, 4)
    shading = (normals * lights[:, :3, None, None]).sum(1, keepdim=True).clamp(min=0) + 0.1
    return TensorDataset(reflectance * shading, mask, reflectance, normals, lights)


torch.manual_seed(0)
trainer = DecomposerTrainer(Decomposer(), DataLoader(spheres(40), batch_size=20, shuffle=True), lr=1e-2)
for epoch in range(2):
    print(epoch, "reflectance %.4f, shape %.4f, lights %.4f" % tuple(trainer.train()))
