import torch
import torch.nn as nn


class EfficientNet(nn.Module):
    def __init__(self, width=8, num_classes=1000):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, 2, 1)
        self.depthwise = nn.Conv2d(width, width, 3, 1, 1, groups=width)
        self.pointwise = nn.Conv2d(width, 4 * width, 1)
        self.classifier = nn.Linear(4 * width, num_classes)

    def forward(self, x):
        x = nn.functional.silu(self.pointwise(self.depthwise(nn.functional.silu(self.stem(x)))))
        return self.classifier(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1))


def efficient_b0(num_classes=1000, **kwargs):
    return EfficientNet(num_classes=num_classes, **kwargs)
