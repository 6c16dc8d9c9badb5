import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

WIN_SIZE = 5
TRAIN_PS = 40


class ShadowPairs(Dataset):
    """Photographs with and without shadows; pieces of them for training, whole ones for validation."""

    def __init__(self, n, patch=None):
        self.n, self.patch = n, patch

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        clean = torch.rand(3, 64, 84, generator=g)
        noisy = clean * 0.6
        if self.patch:
            r = torch.randint(0, 64 - self.patch + 1, (1,)).item()
            c = torch.randint(0, 84 - self.patch + 1, (1,)).item()
            clean, noisy = (t[:, r:r + self.patch, c:c + self.patch] for t in (clean, noisy))
        return clean, noisy


def window_partition(x, win_size):
    B, H, W, C = x.shape
    x = x.view(B, H // win_size, win_size, W // win_size, win_size, C)
    return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, win_size * win_size, C)


def window_reverse(windows, win_size, H, W):
    B = windows.shape[0] // (H * W // win_size // win_size)
    x = windows.view(B, H // win_size, W // win_size, win_size, win_size, -1)
    return x.permute(0, 1, 3, 2, 4, 5).reshape(B, H, W, -1)


class SIABlock(nn.Module):
    def __init__(self, dim, heads, win_size):
        super().__init__()
        self.win_size = win_size
        self.norm = nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)

    def forward(self, x):
        B, C, H, W = x.shape
        y = self.norm(x.permute(0, 2, 3, 1))
        windows = window_partition(y, self.win_size)
        windows, _ = self.attn(windows, windows, windows)
        y = window_reverse(windows, self.win_size, H, W)
        return x + y.permute(0, 3, 1, 2)


class ShadowFormer(nn.Module):
    def __init__(self, win_size, dim=16):
        super().__init__()
        self.input_proj = nn.Conv2d(3, dim, 3, 1, 1)
        self.down = nn.Conv2d(dim, dim * 2, 4, 4)
        self.bottleneck = SIABlock(dim * 2, 4, win_size)
        self.up = nn.ConvTranspose2d(dim * 2, dim, 4, 4)
        self.output_proj = nn.Conv2d(dim, 3, 3, 1, 1)

    def forward(self, x):
        y = self.input_proj(x)
        y = y + self.up(self.bottleneck(self.down(y)))
        return x + self.output_proj(y)


model = ShadowFormer(WIN_SIZE)
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-4)
for clean, noisy in DataLoader(ShadowPairs(6, TRAIN_PS), batch_size=3):
    loss = F.l1_loss(model(noisy), clean)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("train", loss.item())

model.eval()
with torch.no_grad():
    psnr = []
    for clean, noisy in DataLoader(ShadowPairs(2)):
        restored = model(noisy).clamp(0, 1)
        psnr.append(-10 * torch.log10(F.mse_loss(restored, clean)))
print("psnr", torch.stack(psnr).mean().item())
