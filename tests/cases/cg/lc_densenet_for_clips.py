import math
from collections import OrderedDict

import torch
from torch import nn
import torch.nn.functional as F


class DenseLayer(nn.Sequential):
    def __init__(self, cin, growth_rate, bn_size):
        super().__init__(
            nn.BatchNorm3d(cin), nn.ReLU(inplace=True), nn.Conv3d(cin, bn_size * growth_rate, 1, bias=False),
            nn.BatchNorm3d(bn_size * growth_rate), nn.ReLU(inplace=True),
            nn.Conv3d(bn_size * growth_rate, growth_rate, 3, padding=1, bias=False),
        )

    def forward(self, x):
        return torch.cat([x, super().forward(x.clone())], 1)


class Transition(nn.Sequential):
    def __init__(self, cin, cout):
        super().__init__(
            nn.BatchNorm3d(cin), nn.ReLU(inplace=True), nn.Conv3d(cin, cout, 1, bias=False), nn.AvgPool3d(2, 2),
        )


class DenseNet(nn.Module):
    def __init__(self, sample_size, sample_duration, growth_rate=8, block_config=(2, 2, 2),
                 num_init_features=16, bn_size=2, num_classes=10):
        super().__init__()
        self.sample_size, self.sample_duration = sample_size, sample_duration
        self.features = nn.Sequential(OrderedDict([
            ("conv0", nn.Conv3d(3, num_init_features, 7, stride=(1, 2, 2), padding=3, bias=False)),
            ("norm0", nn.BatchNorm3d(num_init_features)),
            ("relu0", nn.ReLU(inplace=True)),
            ("pool0", nn.MaxPool3d(3, stride=2, padding=1)),
        ]))
        n = num_init_features
        for i, num_layers in enumerate(block_config):
            layers = [DenseLayer(n + j * growth_rate, growth_rate, bn_size) for j in range(num_layers)]
            self.features.add_module(f"denseblock{i + 1}", nn.Sequential(*layers))
            n += num_layers * growth_rate
            if i != len(block_config) - 1:
                self.features.add_module(f"transition{i + 1}", Transition(n, n // 2))
                n //= 2
        self.features.add_module("norm5", nn.BatchNorm2d(n))
        self.classifier = nn.Linear(n, num_classes)

    def forward(self, x):
        out = F.relu(self.features(x), inplace=True)
        last_duration = math.ceil(self.sample_duration / 8)
        last_size = math.ceil(self.sample_size / 16)
        out = F.avg_pool3d(out, (last_duration, last_size, last_size)).view(out.size(0), -1)
        return self.classifier(out)


model = DenseNet(sample_size=64, sample_duration=16)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
clips, labels = torch.rand(2, 3, 16, 64, 64), torch.tensor([3, 8])
for epoch in range(2):
    loss = criterion(model(clips), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
