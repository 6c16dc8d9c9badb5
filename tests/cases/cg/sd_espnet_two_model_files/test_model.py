import torch
from torch import nn
import torch.nn.functional as F

from layers import BR, CBR, ESPBlock


class ESPNet(nn.Module):
    def __init__(self, classes=20):
        super().__init__()
        self.level1 = CBR(3, 16, 3, 2)
        self.b1 = BR(16 + 3)
        self.level2 = ESPBlock(16 + 3, 64, stride=2)
        self.level3 = ESPBlock(64, 128, stride=2)
        self.up_l3 = nn.ConvTranspose2d(128, classes, 2, stride=2, bias=False)
        self.project_l2 = CBR(64, classes, 1)
        self.combine_l2_l3 = CBR(2 * classes, classes, 3)
        self.up_l2 = nn.ConvTranspose2d(classes, classes, 2, stride=2, bias=False)
        self.conv = CBR(16 + classes, classes, 3)
        self.classifier = nn.ConvTranspose2d(classes, classes, 2, stride=2, bias=False)

    def forward(self, x):
        output0 = self.level1(x)
        output0_cat = self.b1(torch.cat([output0, F.avg_pool2d(x, 3, 2, 1)], 1))
        output1 = self.level2(output0_cat)
        output2 = self.up_l3(self.level3(output1))
        comb = self.up_l2(self.combine_l2_l3(torch.cat([self.project_l2(output1), output2], 1)))
        concat_features = self.conv(torch.cat([comb, output0], 1))
        return self.classifier(concat_features)
