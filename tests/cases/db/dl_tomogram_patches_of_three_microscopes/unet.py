import torch
from torch import nn


def block(a, b):
    return nn.Sequential(nn.Conv3d(a, b, 3, padding=1), nn.InstanceNorm3d(b), nn.LeakyReLU())


class SemanticSegmentationUnet(nn.Module):
    def __init__(self, ch=8):
        super().__init__()
        self.enc1, self.enc2, self.bottom = block(1, ch), block(ch, 2 * ch), block(2 * ch, 2 * ch)
        self.pool = nn.MaxPool3d(2)
        self.up2 = nn.ConvTranspose3d(2 * ch, 2 * ch, 2, stride=2)
        self.up1 = nn.ConvTranspose3d(2 * ch, ch, 2, stride=2)
        self.dec2, self.dec1 = block(4 * ch, 2 * ch), block(2 * ch, ch)
        self.out = nn.Conv3d(ch, 1, 1)

    def forward(self, x):
        e1 = self.enc1(x)
        e2 = self.enc2(self.pool(e1))
        d2 = self.dec2(torch.cat([self.up2(self.bottom(self.pool(e2))), e2], dim=1))
        return self.out(self.dec1(torch.cat([self.up1(d2), e1], dim=1)))
