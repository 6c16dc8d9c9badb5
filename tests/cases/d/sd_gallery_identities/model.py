from torch import nn


class ClassBlock(nn.Module):
    """Bottleneck and one score per identity."""

    def __init__(self, input_dim, class_num, linear=64, droprate=0.5):
        super().__init__()
        self.add_block = nn.Sequential(nn.Linear(input_dim, linear), nn.BatchNorm1d(linear), nn.Dropout(droprate))
        self.classifier = nn.Sequential(nn.Linear(linear, class_num))

    def forward(self, x):
        return self.classifier(self.add_block(x))


class PersonNet(nn.Module):
    def __init__(self, class_num=751, droprate=0.5):
        super().__init__()
        self.base = nn.Sequential(
            nn.Conv2d(3, 16, 5, stride=3), nn.ReLU(), nn.Conv2d(16, 32, 3, stride=2), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.classifier = ClassBlock(32, class_num, droprate=droprate)

    def forward(self, x):
        return self.classifier(self.base(x))
