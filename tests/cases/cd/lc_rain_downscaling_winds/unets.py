import torch
from torch import nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, c_in, c_out, emb):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, padding=1)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, padding=1)
        self.affine = nn.Linear(emb, c_out)

    def forward(self, x, emb):
        x = F.silu(self.conv1(x) + self.affine(emb)[:, :, None, None])
        return F.silu(self.conv2(x))


class SongUNet(nn.Module):
    def __init__(self, in_channels, out_channels, model_channels):
        super().__init__()
        c = model_channels
        self.map_noise = nn.Sequential(nn.Linear(1, 32), nn.SiLU(), nn.Linear(32, 32))
        self.enc1 = Block(in_channels, c, 32)
        self.enc2 = Block(c, 2 * c, 32)
        self.dec1 = Block(3 * c, c, 32)
        self.out_conv = nn.Conv2d(c, out_channels, 1)

    def forward(self, x, noise_labels):
        emb = self.map_noise(noise_labels[:, None])
        h1 = self.enc1(x, emb)
        h2 = self.enc2(F.avg_pool2d(h1, 2), emb)
        up = F.interpolate(h2, scale_factor=2, mode="nearest")
        return self.out_conv(self.dec1(torch.cat([up, h1], dim=1), emb))
