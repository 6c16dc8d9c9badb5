import torch
import torch.nn.functional as F
from torch import nn


class DenseLayer(nn.Module):
    def __init__(self, cin, growth_rate):
        super().__init__()
        self.norm = nn.BatchNorm2d(cin)
        self.conv = nn.Conv2d(cin, growth_rate, 3, padding=1, bias=False)

    def forward(self, x):
        return torch.cat([x, self.conv(F.relu(self.norm(x)))], dim=1)


def transition(cin, cout):
    return nn.Sequential(nn.BatchNorm2d(cin), nn.ReLU(), nn.Conv2d(cin, cout, 1, bias=False), nn.AvgPool2d(2))


class DenseNet(nn.Module):
    """
    small_inputs - True for 32x32 pictures (CIFAR), otherwise a strided stem for ImageNet-like pictures
    avgpool_size - window of the pooling in front of the classifier
    """

    def __init__(self, growth_rate=12, block_config=(4, 4, 4), init_features=16, num_classes=10,
                 small_inputs=True, avgpool_size=8):
        super().__init__()
        self.avgpool_size = avgpool_size
        if small_inputs:
            stem = [nn.Conv2d(3, init_features, 3, padding=1, bias=False)]
        else:
            stem = [nn.Conv2d(3, init_features, 7, stride=2, padding=3, bias=False),
                    nn.BatchNorm2d(init_features), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
        width, blocks = init_features, []
        for i, n_layers in enumerate(block_config):
            for _ in range(n_layers):
                blocks.append(DenseLayer(width, growth_rate))
                width += growth_rate
            if i != len(block_config) - 1:
                blocks.append(transition(width, width // 2))
                width = width // 2
        self.features = nn.Sequential(*stem, *blocks, nn.BatchNorm2d(width))
        self.classifier = nn.Linear(width, num_classes)

    def forward(self, x):
        out = F.relu(self.features(x))
        out = F.avg_pool2d(out, kernel_size=self.avgpool_size).view(out.size(0), -1)
        return self.classifier(out)
