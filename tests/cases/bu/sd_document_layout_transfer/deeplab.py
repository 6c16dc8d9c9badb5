import torch.nn as nn
import torch.nn.functional as F

from aspp import ASPP


class ResBlock(nn.Module):
    def __init__(self, cin, cout, stride=1, dilation=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, dilation, dilation, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, dilation, dilation, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.down = nn.Identity()
        if stride != 1 or cin != cout:
            self.down = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.down(x))


class DeepLabV3(nn.Module):
    """small residual trunk with output stride 8 and an ASPP head"""

    def __init__(self, num_classes=20):
        super().__init__()
        self.num_classes = num_classes
        self.resnet = nn.Sequential(
            nn.Conv2d(3, 16, 7, 2, 3, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
            ResBlock(16, 32, stride=2), ResBlock(32, 64, stride=2),
            ResBlock(64, 64, dilation=2),
        )
        self.aspp = ASPP(64, num_classes)

    def forward(self, x):
        out = self.aspp(self.resnet(x))
        return F.interpolate(out, size=x.shape[-2:], mode="bilinear", align_corners=False)
