import torch
from torch import nn


class SCAModule(nn.Module):
    def __init__(self, inn, out):
        super().__init__()
        base = inn // 4
        self.conv_sa = nn.Sequential(nn.Conv2d(inn, base, 3, padding=1, bias=False), nn.BatchNorm2d(base), nn.ReLU())
        self.conv_ca = nn.Sequential(nn.Conv2d(inn, base, 3, padding=1, bias=False), nn.BatchNorm2d(base), nn.ReLU())
        self.conv_cat = nn.Conv2d(base * 2, out, 1)

    def forward(self, x):
        return self.conv_cat(torch.cat((self.conv_sa(x), self.conv_ca(x)), 1))


class MCC(nn.Module):
    def __init__(self, fusion, num_class=6):
        super().__init__()
        self.fusion = fusion
        self.num_class = num_class
        self.extractor = nn.Sequential(
            nn.Conv2d(4 if fusion else 3, 32, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(),
        )
        self.reduce = nn.Conv2d(64, 32, 1)
        self.output_layer = SCAModule(32, 6)
        self.up = nn.Upsample(scale_factor=2)

    def forward(self, rgb, nir):
        x = torch.cat([rgb, nir], dim=1) if self.fusion else rgb
        x = self.reduce(self.extractor(x))
        return self.up(self.output_layer(x))
