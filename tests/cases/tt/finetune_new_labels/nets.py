from torch import nn


class MiniVGG(nn.Module):
    def __init__(self, num_classes=10, width=16):
        super().__init__()
        self.features = nn.Sequential(
            *self.block(3, width), *self.block(width, 2 * width), *self.block(2 * width, 4 * width),
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.embed = nn.Linear(4 * width, 48)
        self.head = nn.Linear(48, num_classes)

    @staticmethod
    def block(cin, cout):
        return [nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(), nn.MaxPool2d(2)]

    def forward(self, x):
        x = self.pool(self.features(x)).flatten(1)
        return self.head(self.embed(x).relu())
