import torch
from torch import nn
import torch.nn.functional as F

from effnet import EfficientNet


class BiFPN(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.up = nn.ModuleList(nn.Conv2d(ch, ch, 3, padding=1, groups=ch) for _ in range(4))

    def forward(self, feats):
        out = [feats[-1]]
        for f, conv in zip(feats[-2::-1], self.up):
            out.insert(0, conv(f + F.interpolate(out[0], size=f.shape[-2:])))
        return out


class EfficientDet(nn.Module):
    def __init__(self, num_classes, compound_coef=0, backbone="efficientnet-b0", num_anchors=9):
        super().__init__()
        self.num_channels = [64, 88, 112, 160, 224, 288, 384, 384][compound_coef]
        self.conv3 = nn.Conv2d(40, self.num_channels, kernel_size=1)
        self.conv4 = nn.Conv2d(80, self.num_channels, kernel_size=1)
        self.conv5 = nn.Conv2d(192, self.num_channels, kernel_size=1)
        self.conv6 = nn.Conv2d(192, self.num_channels, kernel_size=3, stride=2, padding=1)
        self.conv7 = nn.Sequential(nn.ReLU(), nn.Conv2d(self.num_channels, self.num_channels, 3, stride=2, padding=1))
        self.bifpn = nn.Sequential(*[BiFPN(self.num_channels) for _ in range(min(2 + compound_coef, 3))])
        self.num_classes = num_classes
        self.regressor = nn.Conv2d(self.num_channels, num_anchors * 4, 3, padding=1)
        self.classifier = nn.Conv2d(self.num_channels, num_anchors * num_classes, 3, padding=1)
        self.backbone_net = EfficientNet(backbone)

    def flat(self, maps, last):
        return torch.cat([m.permute(0, 2, 3, 1).reshape(m.shape[0], -1, last) for m in maps], dim=1)

    def forward(self, img):
        c3, c4, c5 = self.backbone_net(img)
        p3 = self.conv3(c3)
        p4 = self.conv4(c4)
        p5 = self.conv5(c5)
        p6 = self.conv6(c5)
        p7 = self.conv7(p6)
        feats = self.bifpn([p3, p4, p5, p6, p7])
        regression = self.flat([self.regressor(f) for f in feats], 4)
        classification = self.flat([self.classifier(f) for f in feats], self.num_classes)
        return classification, regression
