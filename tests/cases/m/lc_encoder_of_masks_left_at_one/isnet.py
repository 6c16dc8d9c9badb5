import torch.nn as nn
import torch.nn.functional as F


def stage(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


def upsample_like(src, tar):
    return F.interpolate(src, size=tar.shape[2:], mode="bilinear")


class ISNetGTEncoder(nn.Module):
    """Learns to draw the masks themselves; its features guide the network for the pictures."""

    def __init__(self, in_ch=1, out_ch=1):
        super().__init__()
        self.conv_in = nn.Conv2d(in_ch, 16, 3, stride=2, padding=1)
        self.stage1 = stage(16, 32)
        self.stage2 = stage(32, 64)
        self.side1 = nn.Conv2d(32, out_ch, 3, padding=1)
        self.side2 = nn.Conv2d(64, out_ch, 3, padding=1)

    def forward(self, x):
        hx1 = self.stage1(self.conv_in(x))
        hx2 = self.stage2(F.max_pool2d(hx1, 2))
        sides = [upsample_like(s, x) for s in (self.side1(hx1), self.side2(hx2))]
        return sides, [hx1, hx2]
