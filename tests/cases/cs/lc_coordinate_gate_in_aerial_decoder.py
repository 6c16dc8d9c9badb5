import torch
from torch import nn
from torch.nn import functional as F


class CoordAtt(nn.Module):
    def __init__(self, inp, oup, reduction=32):
        super().__init__()
        self.pool_h = nn.AdaptiveAvgPool2d((None, 1))
        self.pool_w = nn.AdaptiveAvgPool2d((1, None))
        mip = max(8, inp // reduction)
        self.conv1 = nn.Conv2d(inp, mip, 1)
        self.bn1 = nn.BatchNorm2d(mip)
        self.act = nn.Hardswish()
        self.conv_h = nn.Conv2d(mip, oup, 1)
        self.conv_w = nn.Conv2d(mip, oup, 1)

    def forward(self, x):
        identity = x
        n, c, h, w = x.size()
        x_h = self.pool_h(x)
        x_w = self.pool_w(x).permute(0, 1, 3, 2)
        y = self.act(self.bn1(self.conv1(torch.cat([x_h, x_w], dim=2))))
        x_h, x_w = torch.split(y, [h, w], dim=2)
        a_h = self.conv_h(x_h).sigmoid()
        a_w = self.conv_w(x_w.permute(0, 1, 3, 2)).sigmoid()
        return identity * a_w * a_h


class AerialSegNet(nn.Module):
    def __init__(self, n_class, width=256):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 3, 4, 1), nn.ReLU())
        self.stage = nn.Sequential(nn.Conv2d(64, width, 3, 2, 1), nn.ReLU())
        self.attention = CoordAtt(width, 32)
        self.lateral = nn.Conv2d(64, width, 1)
        self.classifier = nn.Conv2d(width, n_class, 1)

    def forward(self, tile):
        low = self.stem(tile)
        high = self.attention(self.stage(low))
        high = F.interpolate(high, size=low.shape[2:], mode="bilinear", align_corners=False)
        out = self.classifier(high + self.lateral(low))
        return F.interpolate(out, size=tile.shape[2:], mode="bilinear", align_corners=False)


def sample_tiles(n, size=96, n_class=6):
    ground = torch.randint(0, n_class, (n, size // 16, size // 16))
    ground = ground.repeat_interleave(16, 1).repeat_interleave(16, 2)
    palette = torch.rand(n_class, 3)
    return palette[ground].permute(0, 3, 1, 2) + 0.1 * torch.randn(n, 3, size, size), ground


model = AerialSegNet(n_class=6)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for it in range(3):
    tiles, ground = sample_tiles(2)
    loss = F.cross_entropy(model(tiles), ground)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(it, loss.item())
