from torch import nn


class Extractor(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(3, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
                                  nn.Conv2d(16, 24, 5), nn.ReLU(), nn.MaxPool2d(2))

    def forward(self, x):
        return self.conv(x.expand(x.size(0), 3, 28, 28)).flatten(1)


class Classifier(nn.Module):
    def __init__(self, num_class):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(24 * 4 * 4, 32), nn.ReLU(), nn.Linear(32, num_class))

    def forward(self, f):
        return self.fc(f)
