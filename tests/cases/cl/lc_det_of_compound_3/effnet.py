from torch import nn

# stem and the widths of the maps with stride 4, 8, 16, 32
WIDTHS = {
    "efficientnet-b0": (32, 24, 40, 80, 192),
    "efficientnet-b1": (32, 24, 40, 80, 192),
    "efficientnet-b2": (32, 24, 48, 88, 208),
    "efficientnet-b3": (40, 32, 48, 96, 232),
}


def stage(n_in, n_out):
    return nn.Sequential(
        nn.Conv2d(n_in, n_in, 3, 2, 1, groups=n_in, bias=False),
        nn.Conv2d(n_in, n_out, 1, bias=False),
        nn.BatchNorm2d(n_out),
        nn.SiLU(),
    )


class EfficientNet(nn.Module):
    def __init__(self, name):
        super().__init__()
        widths = WIDTHS[name]
        self.stem = nn.Sequential(nn.Conv2d(3, widths[0], 3, 2, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.SiLU())
        self.stages = nn.ModuleList(stage(a, b) for a, b in zip(widths, widths[1:]))

    def forward(self, x):
        x = self.stem(x)
        maps = []
        for s in self.stages:
            x = s(x)
            maps.append(x)
        return maps[1:]
