import torch
from torch import nn


class VGG(nn.Module):
    def __init__(self, features, num_class=100):
        super().__init__()
        self.features = features
        self.classifier = nn.Sequential(
            nn.Linear(32, 64), nn.ReLU(inplace=True), nn.Dropout(),
            nn.Linear(64, num_class),
        )

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


def make_layers(plan):
    layers, width = [], 3
    for item in plan:
        if item == "M":
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(width, item, 3, padding=1), nn.ReLU(inplace=True)]
            width = item
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1))


def vgg_small():
    return VGG(make_layers([16, "M", 32, "M", 32, "M"]))
