from torch import nn


def stage(inp, out, stride):
    return nn.Sequential(nn.Conv2d(inp, out, 3, stride, 1), nn.BatchNorm2d(out), nn.ReLU(inplace=True))


class ResNet(nn.Module):
    """ResNet trunk for 300x300 input, with the extra SSD layers."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        self.layer2 = stage(64, 512, 2)
        self.layer3 = stage(512, 1024, 2)
        self.conv2 = nn.Conv2d(512, 256, 1)
        self.extras = nn.ModuleList([
            nn.Sequential(nn.Conv2d(1024, 128, 1), nn.Conv2d(128, 512, 3, 2, 1)),
            nn.Sequential(nn.Conv2d(512, 64, 1), nn.Conv2d(64, 256, 3, 2, 1)),
        ])

    def forward(self, x):
        features = []
        x = self.layer2(self.conv1(x))
        features.append(self.conv2(x))
        x = self.layer3(x)
        features.append(x)
        for extra in self.extras:
            x = extra(x)
            features.append(x)
        return features
