import torch.nn.functional as F
from torch import nn


class FCNHead(nn.Module):
    def __init__(self, in_channels, channels, num_classes):
        super().__init__()
        self.convs = nn.Sequential(nn.Conv2d(in_channels, channels, 3, padding=1), nn.ReLU())
        self.conv_seg = nn.Conv2d(channels, num_classes, 1)

    def forward(self, feats):
        return self.conv_seg(self.convs(feats))

    def loss_by_feat(self, seg_logits, seg_label):
        seg_logits = F.interpolate(seg_logits, size=seg_label.shape[1:3], mode="bilinear", align_corners=False)
        return F.cross_entropy(seg_logits, seg_label, ignore_index=255)


class EncoderDecoder(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())
        self.decode_head = FCNHead(32, 16, num_classes)

    def forward(self, inputs):
        return self.decode_head(self.backbone(inputs))

    def loss(self, inputs, seg_label):
        return self.decode_head.loss_by_feat(self(inputs), seg_label)
