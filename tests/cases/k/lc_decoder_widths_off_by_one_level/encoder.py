from torch import nn


class Encoder(nn.Module):
    """Feature maps of four levels, each half as large and twice as wide as the one before."""

    def __init__(self, in_channels=3, out_channels=8, growth_factor=2, levels=4):
        super().__init__()
        self.channels = [out_channels * growth_factor**i for i in range(levels)]
        widths = [in_channels, *self.channels]
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.Conv2d(a, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU())
            for a, b in zip(widths, widths[1:])
        )
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        maps = []
        for i, block in enumerate(self.blocks):
            x = block(self.pool(x) if i else x)
            maps.append(x)
        return maps
