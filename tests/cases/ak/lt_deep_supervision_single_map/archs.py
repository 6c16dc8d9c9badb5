import torch
import torch.nn as nn
import torch.nn.functional as F

__all__ = ["UNext"]


class ShiftedBlock(nn.Module):
    def __init__(self, dim, shift_size=5):
        super().__init__()
        self.pad = shift_size // 2
        self.norm = nn.LayerNorm(dim)
        self.fc1 = nn.Linear(dim, dim)
        self.fc2 = nn.Linear(dim, dim)

    def shift(self, x, axis):
        parts = torch.chunk(x, 2 * self.pad + 1, dim=-1)
        moved = [torch.roll(p, s, axis) for p, s in zip(parts, range(-self.pad, self.pad + 1))]
        return torch.cat(moved, dim=-1)

    def forward(self, x):
        h = F.gelu(self.fc1(self.shift(self.norm(x), 1)))
        return x + self.fc2(self.shift(h, 2))


class UNext(nn.Module):
    def __init__(self, num_classes, input_channels=3, deep_supervision=False, dims=(16, 32, 40)):
        super().__init__()
        self.encoder1 = nn.Conv2d(input_channels, dims[0], 3, padding=1)
        self.encoder2 = nn.Conv2d(dims[0], dims[1], 3, padding=1)
        self.patch_embed = nn.Conv2d(dims[1], dims[2], 3, stride=2, padding=1)
        self.block = ShiftedBlock(dims[2])
        self.decoder1 = nn.Conv2d(dims[2], dims[1], 3, padding=1)
        self.decoder2 = nn.Conv2d(dims[1], dims[0], 3, padding=1)
        self.final = nn.Conv2d(dims[0], num_classes, kernel_size=1)

    def forward(self, x):
        t1 = F.relu(F.max_pool2d(self.encoder1(x), 2))
        t2 = F.relu(F.max_pool2d(self.encoder2(t1), 2))
        out = self.patch_embed(t2).permute(0, 2, 3, 1)
        out = self.block(out).permute(0, 3, 1, 2)
        out = F.relu(F.interpolate(self.decoder1(out), scale_factor=2, mode="bilinear")) + t2
        out = F.relu(F.interpolate(self.decoder2(out), scale_factor=2, mode="bilinear")) + t1
        return F.interpolate(self.final(out), scale_factor=2, mode="bilinear")
