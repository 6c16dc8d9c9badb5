import numpy as np
import torch
from PIL import Image
from torch import nn
import torch.nn.functional as F


class UFONE(nn.Module):
    """Attention inside square patches, followed by a small convolution."""

    def __init__(self, dim, patch_size):
        super().__init__()
        self.patch_size = patch_size
        self.norm = nn.LayerNorm(dim)
        self.qkv = nn.Linear(dim, dim * 3)
        self.project = nn.Conv2d(dim, dim, 3, padding=1, groups=dim)

    def forward(self, x):
        B, C, H, W = x.shape
        p = self.patch_size
        local = x.view(B, C, H // p, p, W // p, p)
        tokens = local.permute(0, 2, 4, 3, 5, 1).reshape(-1, p * p, C)
        q, k, v = self.qkv(self.norm(tokens)).chunk(3, dim=-1)
        tokens = tokens + F.scaled_dot_product_attention(q, k, v)
        local = tokens.view(B, H // p, W // p, p, p, C).permute(0, 5, 1, 3, 2, 4)
        x = local.reshape(B, C, H, W)
        return x + self.project(x)


class DITN(nn.Module):
    def __init__(self, dim=60, patch_sizes=(8, 8), upscale=2):
        super().__init__()
        self.upscale = upscale
        self.sft = nn.Conv2d(3, dim, 3, padding=1)
        self.layers = nn.Sequential(*[UFONE(dim, p) for p in patch_sizes])
        self.upsample = nn.Sequential(nn.Conv2d(dim, 3 * upscale ** 2, 3, padding=1), nn.PixelShuffle(upscale))

    def forward(self, inp):
        old_h, old_w = inp.shape[-2:]
        feat = self.sft(inp)
        feat = self.layers(feat)
        out = self.upsample(feat)
        return out[:, :, :old_h * self.upscale, :old_w * self.upscale]


def load(picture):
    rgb = np.asarray(picture.convert("RGB"), dtype=np.float32) / 255
    return torch.from_numpy(rgb).permute(2, 0, 1)[None]


def album():
    rng = np.random.RandomState(5)
    for name, size in (("stairs", (256, 160)), ("harbour", (255, 417))):
        yield name, Image.fromarray(rng.randint(0, 256, size[::-1] + (3,)).astype("uint8"))


model = DITN().eval()
for name, picture in album():
    with torch.no_grad():
        result = model(load(picture))
    print(name, picture.size, "->", tuple(result.shape[-2:]), result.mean().item())
