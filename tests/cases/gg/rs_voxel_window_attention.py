import torch
import torch.nn.functional as F
from torch import nn


def window_partition(x, window_size):
    B, X, Y, Z, C = x.shape
    pad_x = (window_size - X % window_size) % window_size
    pad_y = (window_size - Y % window_size) % window_size
    pad_z = (window_size - Z % window_size) % window_size
    if pad_x > 0 or pad_y > 0 or pad_z > 0:
        x = F.pad(x, (0, 0, 0, pad_x, 0, pad_y))
    Xp, Yp, Zp = X + pad_x, Y + pad_y, Z + pad_z
    x = x.view(B, Xp // window_size, window_size, Yp // window_size, window_size, Zp // window_size, window_size, C)
    windows = x.permute(0, 1, 3, 5, 2, 4, 6, 7).contiguous().view(-1, window_size ** 3, C)
    return windows, (Xp, Yp, Zp)


def window_unpartition(windows, window_size, pad_xyz, xyz):
    (Xp, Yp, Zp), (X, Y, Z) = pad_xyz, xyz
    B = windows.shape[0] // (Xp * Yp * Zp // window_size ** 3)
    x = windows.view(B, Xp // window_size, Yp // window_size, Zp // window_size,
                     window_size, window_size, window_size, -1)
    x = x.permute(0, 1, 4, 2, 5, 3, 6, 7).contiguous().view(B, Xp, Yp, Zp, -1)
    return x[:, :X, :Y, :Z]


class WindowBlock(nn.Module):
    def __init__(self, dim, heads, window_size):
        super().__init__()
        self.window_size = window_size
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))

    def forward(self, x, c):
        h = self.norm1(x) * (1 + c[:, None, None, None])
        windows, pad_xyz = window_partition(h, self.window_size)
        windows = self.attn(windows, windows, windows, need_weights=False)[0]
        x = x + window_unpartition(windows, self.window_size, pad_xyz, x.shape[1:4])
        return x + self.mlp(self.norm2(x))


class VoxelDiT(nn.Module):
    """Predicts the noise in a voxelised shape."""

    def __init__(self, voxel_size=32, patch_size=4, dim=32, depth=2, heads=4, window_size=4):
        super().__init__()
        self.embed = nn.Conv3d(3, dim, patch_size, patch_size)
        grid = voxel_size // patch_size
        self.pos = nn.Parameter(torch.randn(1, grid, grid, grid, dim) * 0.02)
        self.time = nn.Sequential(nn.Linear(1, dim), nn.SiLU(), nn.Linear(dim, dim))
        self.blocks = nn.ModuleList(WindowBlock(dim, heads, window_size) for _ in range(depth))
        self.out = nn.ConvTranspose3d(dim, 3, patch_size, patch_size)

    def forward(self, x, t):
        c = self.time(t[:, None])
        x = self.embed(x).permute(0, 2, 3, 4, 1) + self.pos
        for block in self.blocks:
            x = block(x, c)
        return self.out(x.permute(0, 4, 1, 2, 3))


torch.manual_seed(0)
model = VoxelDiT(voxel_size=24, patch_size=4, window_size=4)
opt = torch.optim.AdamW(model.parameters(), 1e-4)
shapes = torch.randn(6, 3, 24, 24, 24)
for x0 in shapes.split(2):
    t, noise = torch.rand(len(x0)), torch.randn_like(x0)
    a = torch.cos(t * torch.pi / 2)[:, None, None, None, None]
    loss = F.mse_loss(model(a * x0 + (1 - a ** 2).sqrt() * noise, t), noise)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss.item())
