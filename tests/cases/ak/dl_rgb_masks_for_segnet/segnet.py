import torch.nn as nn
import torch.nn.functional as F


def conv_bn(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, 1, 1), nn.BatchNorm2d(cout), nn.ReLU())


class SegNet(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.enc1 = conv_bn(3, 16)
        self.enc2 = conv_bn(16, 32)
        self.dec2 = conv_bn(32, 16)
        self.dec1 = nn.Conv2d(16, n_classes, 3, 1, 1)

    def forward(self, x):
        x, id1 = F.max_pool2d(self.enc1(x), 2, return_indices=True)
        size1 = x.size()
        x = F.max_pool2d(self.enc2(x), 2)
        x = F.interpolate(self.dec2(x), size=size1[2:])
        return self.dec1(F.max_unpool2d(x, id1, 2))
