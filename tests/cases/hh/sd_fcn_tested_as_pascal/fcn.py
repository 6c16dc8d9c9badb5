import torch.nn.functional as F
from torch import nn


class fcn16s(nn.Module):
    def __init__(self, n_classes=21):
        super().__init__()
        self.conv_block4 = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(), nn.MaxPool2d(2))
        self.conv_block5 = nn.Sequential(nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(nn.Conv2d(64, 128, 1), nn.ReLU(), nn.Dropout2d(), nn.Conv2d(128, n_classes, 1))
        self.score_pool4 = nn.Conv2d(32, n_classes, 1)

    def forward(self, x):
        conv4 = self.conv_block4(x)
        score = self.classifier(self.conv_block5(conv4))
        score_pool4 = self.score_pool4(conv4)
        score = F.interpolate(score, score_pool4.size()[2:]) + score_pool4
        return F.interpolate(score, x.size()[2:])


def get_model(arch, n_classes):
    return {"fcn16s": fcn16s}[arch](n_classes=n_classes)
