import torch
import torch.nn.functional as F
from torch import nn


def conv3x3_bn_relu(c_in, c_out, stride=1):
    return nn.Sequential(nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False), nn.BatchNorm2d(c_out), nn.ReLU(True))


def separable(c_in, c_out, stride):
    return nn.Sequential(
        nn.Conv2d(c_in, c_in, 3, stride, 1, groups=c_in, bias=False), nn.BatchNorm2d(c_in), nn.ReLU(True),
        nn.Conv2d(c_in, c_out, 1, bias=False), nn.BatchNorm2d(c_out), nn.ReLU(True),
    )


class DilatedResNet(nn.Module):
    def __init__(self, fc_dim):
        super().__init__()
        self.stem = nn.Sequential(conv3x3_bn_relu(3, 16, 2), conv3x3_bn_relu(16, 32, 2), conv3x3_bn_relu(32, 48, 2))
        self.layer4 = nn.Conv2d(48, fc_dim, 3, padding=2, dilation=2)

    def forward(self, x):
        return F.relu(self.layer4(self.stem(x)))


class MobileNet(nn.Module):
    def __init__(self, fc_dim):
        super().__init__()
        self.features = nn.Sequential(
            conv3x3_bn_relu(3, 16, 2),
            separable(16, 24, 2),
            separable(24, 32, 2),
            separable(32, 48, 2),
            separable(48, fc_dim, 1),
        )

    def forward(self, x):
        return self.features(x)


class C1(nn.Module):
    def __init__(self, fc_dim, num_class):
        super().__init__()
        self.cbr = conv3x3_bn_relu(fc_dim, fc_dim // 4)
        self.conv_last = nn.Conv2d(fc_dim // 4, num_class, 1)

    def forward(self, feats):
        return F.log_softmax(self.conv_last(self.cbr(feats)), dim=1)


class SegmentationModule(nn.Module):
    def __init__(self, encoder, decoder, crit):
        super().__init__()
        self.encoder, self.decoder, self.crit = encoder, decoder, crit

    def pixel_acc(self, pred, label):
        valid = label >= 0
        return ((pred.argmax(1) == label) & valid).sum() / valid.sum().clamp(min=1)

    def forward(self, feed):
        pred = self.decoder(self.encoder(feed["img_data"]))
        loss = self.crit(pred, feed["seg_label"])
        return loss, self.pixel_acc(pred, feed["seg_label"])


ENCODERS = {"resnet_dilated8": DilatedResNet, "mobilenet": MobileNet}


def build(cfg):
    m = cfg.MODEL
    encoder = ENCODERS[m.arch_encoder](m.fc_dim)
    decoder = C1(m.fc_dim, cfg.DATASET.num_class)
    return SegmentationModule(encoder, decoder, nn.NLLLoss(ignore_index=-1))
