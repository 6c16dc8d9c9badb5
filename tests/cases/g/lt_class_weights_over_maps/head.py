from torch import nn

from losses import CrossEntropyLoss


class SegmentationHead(nn.Module):
    def __init__(self, in_channels, num_classes, loss_decode):
        super().__init__()
        self.depthwise = nn.Conv2d(in_channels, in_channels, 3, padding=1, groups=in_channels)
        self.conv_seg = nn.Conv2d(in_channels, num_classes, 1)
        self.loss_decode = CrossEntropyLoss(**loss_decode)

    def forward(self, features):
        return self.conv_seg(self.depthwise(features).relu())

    def loss(self, seg_logit, seg_label):
        return self.loss_decode(seg_logit, seg_label)
