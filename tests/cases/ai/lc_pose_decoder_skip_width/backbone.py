import torch.nn as nn

ARCHS = {
    "tiny": dict(depths=(1, 1, 2, 1), channels=(16, 32, 64, 128)),
    "small": dict(depths=(1, 1, 4, 1), channels=(16, 32, 64, 128)),
    "base": dict(depths=(1, 1, 4, 1), channels=(24, 48, 96, 192)),
}


class CNBlock(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dwconv = nn.Conv2d(dim, dim, 7, padding=3, groups=dim)
        self.norm = nn.GroupNorm(1, dim)
        self.mlp = nn.Sequential(nn.Conv2d(dim, 2 * dim, 1), nn.GELU(), nn.Conv2d(2 * dim, dim, 1))

    def forward(self, x):
        return x + self.mlp(self.norm(self.dwconv(x)))


class ConvNextEncoder(nn.Module):
    """Returns the last map and the maps of all stages, coarsest first."""

    def __init__(self, depths, channels, in_channels=1, stem_patch_stride=2):
        super().__init__()
        self.stem = nn.Conv2d(in_channels, channels[0], 4, stride=stem_patch_stride, padding=1)
        self.stages = nn.ModuleList(
            nn.Sequential(*(CNBlock(c) for _ in range(d))) for d, c in zip(depths, channels)
        )
        self.downsample = nn.ModuleList(
            nn.Conv2d(a, b, 2, stride=2) for a, b in zip(channels[:-1], channels[1:])
        )
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        x = self.stem(x)
        features = []
        for i, stage in enumerate(self.stages):
            if i:
                x = self.downsample[i - 1](x)
            x = stage(x)
            features.append(x)
        return self.pool(x), features[::-1]
