import torch
import torch.nn as nn
import torch.nn.functional as F


class TwoConv(nn.Sequential):
    def __init__(self, in_chns, out_chns):
        super().__init__(
            nn.Conv3d(in_chns, out_chns, 3, padding=1), nn.InstanceNorm3d(out_chns, affine=True), nn.LeakyReLU(0.1),
            nn.Conv3d(out_chns, out_chns, 3, padding=1), nn.InstanceNorm3d(out_chns, affine=True), nn.LeakyReLU(0.1),
        )


class UNetEncoder(nn.Module):
    def __init__(self, in_channels, features):
        super().__init__()
        self.conv_0 = TwoConv(in_channels, features[0])
        self.down_1 = TwoConv(features[0], features[1])
        self.down_2 = TwoConv(features[1], features[2])

    def forward(self, x):
        x0 = self.conv_0(x)
        x1 = self.down_1(F.max_pool3d(x0, 2))
        x2 = self.down_2(F.max_pool3d(x1, 2))
        return [x0, x1, x2]


class DenoisingUNet(nn.Module):
    def __init__(self, in_channels, out_channels, features, emb=32):
        super().__init__()
        self.encoder = UNetEncoder(in_channels, features)
        self.temb = nn.Sequential(nn.Embedding(1000, emb), nn.Linear(emb, features[2]), nn.SiLU())
        self.up_1 = TwoConv(features[2] + features[1], features[1])
        self.up_0 = TwoConv(features[1] + features[0], features[0])
        self.final_conv = nn.Conv3d(features[0], out_channels, 1)

    def forward(self, x, t, embeddings):
        x0, x1, x2 = [a + b for a, b in zip(self.encoder(x), embeddings)]
        x2 = x2 + self.temb(t)[:, :, None, None, None]
        u1 = self.up_1(torch.cat([F.interpolate(x2, scale_factor=2.0), x1], dim=1))
        u0 = self.up_0(torch.cat([F.interpolate(u1, scale_factor=2.0), x0], dim=1))
        return self.final_conv(u0)
