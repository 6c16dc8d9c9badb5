import torch.nn as nn
import torch.nn.functional as F


class Downsample(nn.Module):
    def __init__(self, c_in, c_out):
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, kernel_size=3, stride=2, padding=0)

    def forward(self, x):
        return self.conv(F.pad(x, (0, 1, 0, 1)))


class Encoder(nn.Module):
    """Frozen first stage, eight times smaller than the picture."""

    def __init__(self, z_channels=4, ch=8):
        super().__init__()
        self.conv_in = nn.Conv2d(3, ch, 3, padding=1)
        self.down = nn.ModuleList([Downsample(ch, ch) for _ in range(3)])
        self.conv_out = nn.Conv2d(ch, z_channels, 3, padding=1)

    def forward(self, x):
        h = self.conv_in(x)
        for d in self.down:
            h = F.silu(d(h))
        return 0.18215 * self.conv_out(h)
